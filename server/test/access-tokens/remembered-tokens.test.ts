import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RememberedTokens } from '../../src/access-tokens/remembered-tokens.ts';
import { signAccessToken } from '../../src/access-tokens/sign-access-token.ts';
import { minutes, seconds } from '../../src/clock.ts';
import { createSigningKey } from '../../src/signing-keys/signing-key.ts';
import { openSigningKeySet } from '../../src/signing-keys/signing-key-set.ts';
import { expected, keys, now, secrets, sessionClaims, signingKey } from './access-token-fixture.ts';

const token = await signAccessToken(sessionClaims, keys.active);

test('a token is checked once and remembered afterwards', async () => {
  const remembered = new RememberedTokens();
  const first = await remembered.verify(token, expected);
  assert.deepEqual(first, sessionClaims);
  assert.equal(await remembered.verify(token, expected), first);
  assert.equal(remembered.size, 1);
});

test('a remembered token is refused from its expiry on, and forgotten', async () => {
  const remembered = new RememberedTokens();
  await remembered.verify(token, expected);
  assert.ok(await remembered.verify(token, { ...expected, now: sessionClaims.expiresAt - 1 }));
  assert.equal(await remembered.verify(token, { ...expected, now: sessionClaims.expiresAt }), undefined);
  assert.equal(remembered.size, 0);
});

test('a remembered token is refused at a time before it was issued, as an unknown one is', async () => {
  const remembered = new RememberedTokens();
  await remembered.verify(token, expected);
  assert.equal(await remembered.verify(token, { ...expected, now: now - minutes(30) }), undefined);
});

test('a remembered token whose key is retired is refused as soon as the version of the keys is another', async () => {
  const remembered = new RememberedTokens();
  await remembered.verify(token, expected);
  const successor = await createSigningKey({ state: 'active', secrets, now });
  const without = openSigningKeySet([successor, { ...signingKey, state: 'retired' }], 2, secrets);
  assert.equal(await remembered.verify(token, { ...expected, keys: without }), undefined);
  const published = openSigningKeySet([successor, { ...signingKey, state: 'published' }], 3, secrets);
  assert.ok(
    await remembered.verify(token, { ...expected, keys: published }),
    'a version that still has the key checks anew',
  );
});

test('a refused token is not remembered, and a token that resembles a remembered one is not taken for it', async () => {
  const remembered = new RememberedTokens();
  await remembered.verify(token, expected);
  for (const other of [token.slice(0, -1), `${token}A`, `${token} `, token.toLowerCase(), '']) {
    assert.equal(await remembered.verify(other, expected), undefined);
  }
  assert.equal(remembered.size, 1);
});

test('no more than twice as many tokens are remembered as are kept in use', async () => {
  const remembered = new RememberedTokens(10);
  for (let index = 0; index < 50; index += 1) {
    const claims = { ...sessionClaims, id: `jti-${index}`, expiresAt: sessionClaims.expiresAt + seconds(index) };
    assert.deepEqual(await remembered.verify(await signAccessToken(claims, keys.active), expected), claims);
  }
  assert.ok(remembered.size <= 20, String(remembered.size));
});
