import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { canonicalJson } from '../../src/audit/canonical-json.ts';
import { chainOrigin, leafOf, nextHash } from '../../src/audit/chain-hash.ts';
import { statementBytes } from '../../src/audit/checkpoint.ts';
import { digestOf, type SealedEvent } from '../../src/audit/sealed-event.ts';
import { verifyExport } from '../../src/audit-verifier/verify-export.ts';

const vectors = JSON.parse(readFileSync(new URL('../../../openapi/audit-vectors.json', import.meta.url), 'utf8'));

/** The stored event behind a wire form. */
function storedOf(canonical: string): SealedEvent {
  const { id, occurred_at, ...rest } = JSON.parse(canonical);
  return { _id: id, occurred_at: Date.parse(occurred_at), ...rest };
}

describe('the published audit format', () => {
  it('is what the server computes: commitments, canonical events, leaves and hashes', () => {
    for (const { salt, value, sha256 } of vectors.commitments) assert.equal(digestOf(salt, value), sha256);
    let hash = chainOrigin;
    for (const link of vectors.links) {
      assert.equal(canonicalJson(JSON.parse(link.canonical)), link.canonical);
      assert.equal(leafOf(storedOf(link.canonical)), link.leaf);
      assert.equal(hash, link.previous_hash);
      hash = nextHash(hash, link.leaf);
      assert.equal(hash, link.hash);
    }
  });

  it('is what the server signs', () => {
    const { value, signed_text } = vectors.checkpoint;
    const bytes = statementBytes('checkpoint', { ...value, created_at: Date.parse(value.created_at) });
    assert.equal(bytes.toString(), signed_text);
    const { kty, crv, x } = vectors.keys[0];
    const key = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
    assert.ok(verify(null, bytes, key, Buffer.from(value.signature, 'base64url')));
    assert.notDeepEqual(
      statementBytes('cut', { ...value, created_at: Date.parse(value.created_at) }),
      bytes,
      'a checkpoint cannot pass for a cut',
    );
  });

  it('is what the verifier accepts, whole and after a cut', async () => {
    const { whole, after_a_cut: afterCut } = vectors.exports;
    const given = { keys: { keys: vectors.keys } };
    const report = await verifyExport(whole, given);
    assert.deepEqual([report.events, report.sealedSeq, report.unsealed, report.erasedValues], [3, 2, 1, 1]);
    assert.equal((await verifyExport(afterCut, given)).firstSeq, 2);
  });
});
