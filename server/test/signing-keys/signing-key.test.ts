import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import { calculateJwkThumbprint } from 'jose';
import { presentJwks } from '../../src/signing-keys/jwks.ts';
import { publicJwkOf } from '../../src/signing-keys/public-jwk.ts';
import { createSigningKey, type SigningKeyDocument } from '../../src/signing-keys/signing-key.ts';
import { openSigningKeySet } from '../../src/signing-keys/signing-key-set.ts';

const secrets = { current: 'the-secret-of-this-deployment-0123456789' };
const now = Date.parse('2030-01-01T00:00:00Z');
const newKey = (state: SigningKeyDocument['state'] = 'active'): Promise<SigningKeyDocument> =>
  createSigningKey({ state, secrets, now });

test('a new key is ES256 on P-256, and its id is the thumbprint of its public half', async () => {
  const key = await newKey();
  assert.equal(key.algorithm, 'ES256');
  assert.deepEqual(Object.keys(key.public_jwk).sort(), ['crv', 'kty', 'x', 'y']);
  assert.equal(key.public_jwk.crv, 'P-256');
  assert.equal(key._id, await calculateJwkThumbprint(key.public_jwk));
  assert.equal(key.created_at, now);
});

test('a key that was stored and read again signs what its public half verifies', async () => {
  const document = await newKey();
  const stored = JSON.parse(JSON.stringify(document)) as SigningKeyDocument;
  assert.deepEqual(stored, document);
  const { active } = openSigningKeySet([stored], 1, secrets);
  const signature = sign('sha256', Buffer.from('some text'), active.privateKey);
  assert.ok(verify('sha256', Buffer.from('some text'), active.publicKey, signature));
  assert.ok(!verify('sha256', Buffer.from('some texT'), active.publicKey, signature));
});

test('a key of another kind or curve has no place among the public keys', () => {
  for (const { publicKey } of [
    generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  ]) {
    assert.throws(() => publicJwkOf(publicKey), TypeError);
  }
});

test('the stored document does not show the private key', async () => {
  const document = await newKey();
  const { active } = openSigningKeySet([document], 1, secrets);
  const { d } = active.privateKey.export({ format: 'jwk' });
  const sealed = Buffer.from(document.sealed_private_key, 'base64url');
  assert.ok(d !== undefined && !JSON.stringify(document).includes(d) && !sealed.includes(Buffer.from(d, 'base64url')));
  assert.throws(() => createPrivateKey({ key: sealed, type: 'pkcs8', format: 'der' }));
});

test('published keys have public members only, whatever the stored document holds, and no retired key', async () => {
  const documents = [await newKey('published'), await newKey('retired'), await newKey('active')];
  const careless = documents.map((document) => ({
    ...document,
    public_jwk: { ...document.public_jwk, d: 'secret', p: 'secret', q: 'secret', k: 'secret' },
  }));
  const { keys } = presentJwks(careless);
  assert.deepEqual(
    keys.map(({ kid }) => kid),
    [documents[2]?._id, documents[0]?._id],
  );
  for (const key of keys) {
    assert.deepEqual(Object.keys(key).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    assert.deepEqual({ alg: key.alg, use: key.use, kty: key.kty }, { alg: 'ES256', use: 'sig', kty: 'EC' });
  }
});

test('a key set accepts active and published keys, not retired ones', async () => {
  const documents = [await newKey('active'), await newKey('published'), await newKey('retired')];
  const set = openSigningKeySet(documents, 3, secrets);
  assert.deepEqual([...set.accepted.keys()], [documents[0]?._id, documents[1]?._id]);
  assert.equal(set.active.keyId, documents[0]?._id);
  assert.equal(set.version, 3);
});

test('a key set is refused without an active key, and with two', async () => {
  const [one, other] = [await newKey('active'), await newKey('active')];
  assert.throws(() => openSigningKeySet([{ ...one, state: 'published' }], 1, secrets), /exactly one active/);
  assert.throws(() => openSigningKeySet([one, other], 1, secrets), /exactly one active/);
});

test('a signing key opens with the previous secret of the deployment, and not with a foreign one', async () => {
  const key = await newKey();
  assert.ok(openSigningKeySet([key], 1, { current: 'next', previous: secrets.current }));
  assert.throws(() => openSigningKeySet([key], 1, { current: 'foreign' }), /does not open/);
});

test('a private key moved into another document does not open', async () => {
  const [one, other] = [await newKey(), await newKey()];
  assert.throws(
    () => openSigningKeySet([{ ...one, sealed_private_key: other.sealed_private_key }], 1, secrets),
    /does not open/,
  );
});
