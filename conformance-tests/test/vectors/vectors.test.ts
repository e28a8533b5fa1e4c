import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, canonicalJson, chainHash, commitmentOf, leafOf, signedTextOf } from '../../src/audit-chain.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../src/contract/document.ts';
import { checksumOf, readTokenFormat } from '../../src/token-format.ts';
import { readVectors, vectorNames } from '../../src/vectors/read-vectors.ts';

const listOf = (document: JsonObject, name: string): readonly JsonObject[] => arrayOf(document[name]).map(objectOf);
const published = (name: string): JsonObject =>
  objectOf(JSON.parse(readFileSync(new URL(`../../../openapi/${name}`, import.meta.url), 'utf8')));

for (const name of vectorNames) {
  test(`vectors/${name}.json is valid by the schema beside it`, () => {
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(readVectors(name, 'schema'));
    assert.ok(validate(readVectors(name)), JSON.stringify(validate.errors));
  });
}

test('the token vectors are what the suite makes of them: parts of the valid ones, nothing of the invalid ones', () => {
  const vectors = readVectors('token-format');
  for (const { text, checksum } of listOf(vectors, 'checksums')) assert.equal(checksumOf(stringOf(text)), checksum);
  for (const { token, ...parts } of listOf(vectors, 'valid')) {
    const { lastFour, ...read } = readTokenFormat(stringOf(token)) ?? { lastFour: '' };
    assert.deepEqual({ ...read, last_four: lastFour }, parts);
  }
  for (const { title, token } of listOf(vectors, 'invalid'))
    assert.equal(readTokenFormat(stringOf(token)), undefined, stringOf(title));
});

test('the suite reads the token vectors that the contract publishes in the same way', () => {
  const vectors = published('vectors.json');
  for (const { token, kind, prefix } of listOf(vectors, 'valid')) {
    assert.equal(readTokenFormat(stringOf(token))?.kind, kind);
    assert.equal(readTokenFormat(stringOf(token))?.prefix, prefix);
  }
  for (const { token, brand } of listOf(vectors, 'invalid'))
    assert.notEqual(readTokenFormat(stringOf(token))?.brand, brand, stringOf(token));
});

const hashesOf = (events: readonly unknown[]): readonly string[] => {
  let hash = beforeAll;
  return events.map((event) => {
    hash = chainHash(hash, leafOf(event));
    return hash;
  });
};

test('the audit vectors are what the suite computes: canonical text, digests, leaves, hashes, signature, proof', () => {
  const vectors = readVectors('audit-chain');
  for (const { value, text } of listOf(vectors, 'canonical')) assert.equal(canonicalJson(value), text);
  for (const { salt, value, sha256 } of listOf(vectors, 'commitments'))
    assert.equal(commitmentOf(stringOf(salt), stringOf(value)), sha256);
  const links = listOf(vectors, 'links');
  assert.deepEqual(
    hashesOf(links.map(({ event }) => event)),
    links.map(({ hash }) => hash),
  );
  assert.deepEqual(
    links.map(({ event }) => leafOf(event)),
    links.map(({ leaf }) => leaf),
  );
  const checkpoint = objectOf(vectors.checkpoint);
  const key = createPublicKey({ key: listOf(vectors, 'keys')[0] as JsonWebKey, format: 'jwk' });
  const signature = Buffer.from(stringOf(checkpoint.signature), 'base64url');
  assert.ok(verify(null, signedTextOf(checkpoint), key, signature));
  assert.ok(!verify(null, signedTextOf({ ...checkpoint, seq: 2 }), key, signature));
  const { leaf, previous_hash: previous, path, hash } = objectOf(vectors.proof);
  const end = arrayOf(path).reduce<string>(
    (at, next) => chainHash(at, stringOf(next)),
    chainHash(stringOf(previous), stringOf(leaf)),
  );
  assert.equal(end, hash);
});

test('a broken chain of the audit vectors never comes to the hash of the checkpoint', () => {
  const vectors = readVectors('audit-chain');
  const links = listOf(vectors, 'links');
  for (const { title, seqs, altered } of listOf(vectors, 'broken')) {
    const change = objectOf(altered);
    const events = arrayOf(seqs).map((seq) => (change.seq === seq ? change.event : links[Number(seq) - 1]?.event));
    assert.notEqual(hashesOf(events).at(-1), objectOf(vectors.checkpoint).hash, stringOf(title));
  }
});

test('the suite computes the audit vectors that the contract publishes in the same way', () => {
  const vectors = published('audit-vectors.json');
  for (const { canonical, leaf, previous_hash: previous, hash } of listOf(vectors, 'links')) {
    const event: unknown = JSON.parse(stringOf(canonical));
    assert.equal(canonicalJson(event), canonical);
    assert.equal(leafOf(event), leaf);
    assert.equal(chainHash(stringOf(previous), leafOf(event)), hash);
  }
});
