import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose';
import { createOfflineIdentity, type OfflineIdentityOptions } from '../../src/guard/offline.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { bearer, problemOf, questions, startGuardedSetting } from '../support/guarded-api.ts';
import { createTestClock } from '../support/test-clock.ts';
import { allowed } from '../support/verifications.ts';

const jwksRoute = 'GET /.well-known/jwks.json';

async function newKey(kid: string, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}
type Key = Awaited<ReturnType<typeof newKey>>;

/** A service that publishes keys, and what makes its access tokens. */
async function setting(t: TestContext, options: Partial<OfflineIdentityOptions> = {}) {
  const clock = createTestClock();
  const latchkey = await startFakeServer(t, clock);
  const key = await newKey('first');
  const publish = (...keys: readonly Key[]) =>
    latchkey.script(jwksRoute, () => ({ body: { keys: keys.map(({ jwk }) => jwk) } }));
  publish(key);
  const seconds = () => Math.floor(clock.now() / 1_000);
  const token = (claims: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}, signedBy: Key = key) =>
    new SignJWT({
      iss: latchkey.url,
      aud: latchkey.url,
      sub: 'usr_1',
      sid: 'ses_1',
      iat: seconds(),
      exp: seconds() + 600,
      ...claims,
    })
      .setProtectedHeader({ alg: signedBy.alg, typ: 'at+jwt', kid: signedBy.kid, ...header })
      .sign(signedBy.privateKey);
  return {
    clock,
    latchkey,
    key,
    publish,
    token,
    identity: createOfflineIdentity({ issuer: latchkey.url, clock, ...options }),
    fetches: () => latchkey.requests(jwksRoute).length,
  };
}

test('an access token says who is calling, and the service is asked for its keys once', async (t) => {
  const { identity, token, clock, fetches } = await setting(t);
  const expiresAt = clock.now() + 600_000;

  assert.deepEqual(await identity.identify(await token()), {
    subject: 'usr_1',
    environment: 'live',
    sessionId: 'ses_1',
    expiresAt,
  });
  const ofKey = { sub: 'tok_1', sid: undefined, token_id: 'tok_1', environment: 'test' };
  assert.deepEqual(await identity.identify(await token(ofKey)), {
    subject: 'tok_1',
    environment: 'test',
    tokenId: 'tok_1',
    expiresAt,
  });
  assert.equal(fetches(), 1);
});

for (const [what, claims, header] of [
  ['of another issuer', { iss: 'https://other.example' }, {}],
  ['for another audience', { aud: 'https://other.example' }, {}],
  ['that is over', { exp: Date.UTC(2026, 0, 15, 12) / 1_000 }, {}],
  ['that has no end', { exp: undefined }, {}],
  ['without a subject', { sub: undefined }, {}],
  ['that is another kind of JWT', {}, { typ: 'JWT' }],
  ['that names no key', {}, { kid: undefined }],
  ['that brings a key of its own', {}, { jwk: { kty: 'EC' } }],
  ['that says where its key is', {}, { jku: 'https://evil.example/keys' }],
  ['that names no source', { sid: undefined }, {}],
  ['that names two sources', { token_id: 'tok_1', environment: 'live' }, {}],
  ['of an environment that there is not', { sid: undefined, token_id: 'tok_1', environment: 'staging' }, {}],
] as const) {
  test(`a token ${what} is nobody’s`, async (t) => {
    const { identity, token } = await setting(t);

    assert.equal(
      await identity.identify(await token(claims as JWTPayload, header as Partial<JWTHeaderParameters>)),
      undefined,
    );
  });
}

test('an opaque token, an unsigned one and one with a changed signature are nobody’s', async (t) => {
  const { identity, token } = await setting(t);
  const good = await token();
  const [, payload] = good.split('.');
  const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt","kid":"first"}').toString('base64url')}.${payload}.`;

  for (const one of ['zk_live_caller', unsigned, `${good.slice(0, -4)}AAAA`])
    assert.equal(await identity.identify(one), undefined);
});

test('only the allowed algorithms count, whatever keys are published', async (t) => {
  const { identity, token, publish, key } = await setting(t);
  const other = await newKey('other', 'RS256');
  publish(key, other);

  assert.equal(await identity.identify(await token({}, {}, other)), undefined);
});

test('a secret that is shared is no algorithm for it', () => {
  for (const algorithms of [['HS256'], ['none'], []] as never[])
    assert.throws(() => createOfflineIdentity({ issuer: 'https://auth.example', algorithms }), TypeError);
});

test('the keys are looked up again for a key that is not among them, at most every thirty seconds', async (t) => {
  const { identity, token, publish, clock, fetches } = await setting(t);
  await identity.identify(await token());
  const second = await newKey('second');
  publish(second);

  assert.equal(await identity.identify(await token({}, {}, second)), undefined);
  assert.equal(fetches(), 1);
  clock.advance(30_000);
  assert.equal((await identity.identify(await token({}, {}, second)))?.subject, 'usr_1');
  for (let made = 0; made < 20; made += 1) await identity.identify(await token({}, { kid: `made-up-${made}` }));
  assert.equal(fetches(), 2);
});

test('many tokens at once fetch the keys once', async (t) => {
  const { identity, token, fetches } = await setting(t);
  const one = await token();

  await Promise.all(Array.from({ length: 20 }, () => identity.identify(one)));

  assert.equal(fetches(), 1);
});

test('a key that is no longer published counts for ten minutes more at most', async (t) => {
  const { identity, token, publish, clock } = await setting(t);
  const long = await token({ exp: clock.now() / 1_000 + 3_600 });
  await identity.identify(long);
  publish(await newKey('second'));

  clock.advance(599_000);
  assert.equal((await identity.identify(long))?.subject, 'usr_1');
  clock.advance(1_000);
  assert.equal(await identity.identify(long), undefined);
});

test('while the service is away the keys that are known go on for a day, and then nobody is let in', async (t) => {
  const { identity, token, latchkey, clock } = await setting(t);
  const long = await token({ exp: clock.now() / 1_000 + 100_000 });
  await identity.identify(long);
  latchkey.script(jwksRoute, () => 'hang up');

  clock.advance(86_399_000);
  assert.equal((await identity.identify(long))?.subject, 'usr_1');
  clock.advance(1_000);
  await assert.rejects(identity.identify(long), /signing keys are not available/);
});

test('a token of a key that cannot be looked up is not called invalid', async (t) => {
  const { identity, token, latchkey, clock } = await setting(t);
  await identity.identify(await token());
  latchkey.script(jwksRoute, () => ({ status: 503 }));
  clock.advance(30_000);

  await assert.rejects(identity.identify(await token({}, { kid: 'new' })), /signing keys are not available/);
});

for (const [what, answer] of Object.entries({
  'no answer': 'hang up' as const,
  'an error': { status: 500, body: {} },
  'something else than keys': { body: { keys: 'none' } },
})) {
  test(`a guard that gets ${what} instead of keys answers 503, and recovers`, async (t) => {
    const { identity, token, latchkey, publish, key, clock } = await setting(t);
    latchkey.script(jwksRoute, () => answer);
    const failures: unknown[] = [];
    const guarded = await startGuardedSetting(t, allowed(), {
      identity,
      onUnavailable: (error) => failures.push(error),
    });
    const whoAmI = async () => fetch(`${guarded.api}/whoami`, { headers: bearer(await token()) });

    assert.equal((await whoAmI()).status, 503);
    assert.equal(failures.length, 1);
    publish(key);
    clock.advance(1_000);
    assert.equal((await whoAmI()).status, 200);
  });
}

test('a guard with it asks the service nothing, and answers as the service would', async (t) => {
  const { identity, token } = await setting(t);
  const guarded = await startGuardedSetting(t, allowed(), { identity });
  const whoAmI = (credential: string) => fetch(`${guarded.api}/whoami`, { headers: bearer(credential) });

  assert.equal((await (await whoAmI(await token())).json()).identity.subject, 'usr_1');
  assert.equal((await problemOf(await whoAmI('zk_live_caller'))).code, 'invalid_token');
  const ofTestKey = await token({ sub: 'tok_1', sid: undefined, token_id: 'tok_1', environment: 'test' });
  assert.equal((await problemOf(await whoAmI(ofTestKey))).code, 'wrong_environment');
  assert.equal(questions(guarded).length, 0);
});

test('a redirect of the key set is not followed: whoever it leads to could bring keys of their own', async (t) => {
  const { identity, token, latchkey } = await setting(t);
  const elsewhere = await setting(t);
  const location = `${elsewhere.latchkey.url}/.well-known/jwks.json`;
  latchkey.script(jwksRoute, () => ({ status: 302, headers: { location } }));

  await assert.rejects(identity.identify(await token({}, {}, elsewhere.key)), /not available/);
  assert.equal(elsewhere.fetches(), 0);
});
