import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { signAccessToken } from '../../src/access-tokens/sign-access-token.ts';
import { verifyAccessToken } from '../../src/access-tokens/verify-access-token.ts';
import { seconds } from '../../src/clock.ts';
import { presentJwks } from '../../src/signing-keys/jwks.ts';
import { createSigningKey } from '../../src/signing-keys/signing-key.ts';
import { openSigningKeySet } from '../../src/signing-keys/signing-key-set.ts';
import {
  accepts,
  apiTokenClaims,
  apiTokenPayload,
  expected,
  forge,
  header,
  keys,
  now,
  payload,
  secrets,
  sessionClaims,
  signingKey,
} from './access-token-fixture.ts';

test('a token says to its verifier exactly what was signed', async () => {
  for (const claims of [sessionClaims, apiTokenClaims]) {
    assert.deepEqual(await verifyAccessToken(await signAccessToken(claims, keys.active), expected), claims);
  }
});

test('a token on the wire has the header and claims of RFC 9068 and no others but ours', async () => {
  const [head, body] = (await signAccessToken(sessionClaims, keys.active)).split('.');
  const decode = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
  assert.deepEqual(decode(head), header);
  assert.deepEqual(decode(body), payload);
});

test('an independent implementation verifies the token with the published keys alone', async () => {
  const verified = await jwtVerify(
    await signAccessToken(sessionClaims, keys.active),
    createLocalJWKSet(presentJwks([signingKey])),
    { issuer: expected.issuer, audience: expected.audience, typ: 'at+jwt', currentDate: new Date(now) },
  );
  assert.deepEqual(verified.payload, payload);
});

test('times on the wire are whole seconds, rounded down', async () => {
  const token = await signAccessToken({ ...sessionClaims, expiresAt: sessionClaims.expiresAt + 999 }, keys.active);
  assert.equal((await verifyAccessToken(token, expected))?.expiresAt, sessionClaims.expiresAt);
});

test('a token is accepted to the last millisecond before its expiry and not from then on', async () => {
  const token = await signAccessToken(sessionClaims, keys.active);
  assert.ok(await accepts(token, sessionClaims.expiresAt - 1));
  assert.ok(!(await accepts(token, sessionClaims.expiresAt)));
});

test('a token issued up to sixty seconds ahead of our clock is accepted, and none from further ahead', async () => {
  const token = await signAccessToken(sessionClaims, keys.active);
  assert.ok(await accepts(token, sessionClaims.issuedAt - seconds(60)));
  assert.ok(!(await accepts(token, sessionClaims.issuedAt - seconds(60) - 1)));
});

test('a token that names a time to wait for is held to it', async () => {
  const notBefore = (at: number): string => forge(header, { ...payload, nbf: at / seconds(1) });
  assert.ok(await accepts(notBefore(now + seconds(60))));
  assert.ok(!(await accepts(notBefore(now + seconds(61)))));
});

test('a token for another audience or from another issuer is refused, however alike', async () => {
  const { issuer, audience } = expected;
  for (const iss of [`${issuer}/`, issuer.slice(0, -1), issuer.toUpperCase(), `${issuer}.evil.example`, [issuer], '']) {
    assert.ok(!(await accepts(forge(header, { ...payload, iss }))), String(iss));
  }
  for (const aud of [`${audience}/`, issuer, audience.slice(0, -1), [audience], [audience, 'other'], '*', '', null]) {
    assert.ok(!(await accepts(forge(header, { ...payload, aud }))), String(aud));
  }
});

test('a token without any one of its claims is refused', async () => {
  for (const whole of [payload, apiTokenPayload]) {
    assert.ok(await accepts(forge(header, whole)));
    for (const [claim, value] of Object.entries(whole)) {
      if (value !== undefined) assert.ok(!(await accepts(forge(header, { ...whole, [claim]: undefined }))), claim);
    }
  }
});

test('a claim of another type is refused', async () => {
  for (const whole of [payload, apiTokenPayload]) {
    for (const [claim, value] of Object.entries(whole)) {
      if (value === undefined) continue;
      for (const other of [null, true, [], {}, [value], { value }, typeof value === 'string' ? 1 : String(value), '']) {
        assert.ok(!(await accepts(forge(header, { ...whole, [claim]: other }))), `${claim}: ${JSON.stringify(other)}`);
      }
    }
  }
});

test('a time that is no plain whole number of seconds is refused', async () => {
  const times = [
    '9999999999',
    '-1',
    '1e308',
    '1e999',
    '9007199254740993',
    '1893456540.5',
    'null',
    '"Infinity"',
    '[9999999999]',
    '{}',
    '999999999999999',
  ];
  for (const claim of ['exp', 'iat', 'nbf', 'auth_time'] as const) {
    for (const time of times) {
      const literal = JSON.stringify({ ...payload, [claim]: 'TIME' }).replace('"TIME"', time);
      const isPlain = time === '9999999999' && (claim === 'exp' || claim === 'auth_time');
      assert.equal(await accepts(forge(header, literal)), isPlain, `${claim}: ${time}`);
    }
  }
});

test('a token minted from a session and an API token at once, or from neither, is refused', async () => {
  assert.ok(!(await accepts(forge(header, { ...payload, token_id: 'tok_01', environment: 'live', generation: 1 }))));
  assert.ok(!(await accepts(forge(header, { ...payload, environment: 'live' }))));
  assert.ok(!(await accepts(forge(header, { ...payload, sid: undefined, auth_time: undefined }))));
  for (const environment of ['prod', 'LIVE', 'live ', '']) {
    assert.ok(!(await accepts(forge(header, { ...apiTokenPayload, environment }))), environment);
  }
});

test('a claim that is not known is ignored, so that a newer process may add one', async () => {
  assert.ok(await accepts(forge(header, { ...payload, added_later: { by: 'another version' } })));
});

test('a token of a retired key is refused, one of a key that no longer signs is not', async () => {
  const token = await signAccessToken(sessionClaims, keys.active);
  const successor = await createSigningKey({ state: 'active', secrets, now });
  const setWith = (state: 'published' | 'retired') =>
    openSigningKeySet([successor, { ...signingKey, state }], 2, secrets);
  assert.ok(await verifyAccessToken(token, { ...expected, keys: setWith('published') }));
  assert.equal(await verifyAccessToken(token, { ...expected, keys: setWith('retired') }), undefined);
});
