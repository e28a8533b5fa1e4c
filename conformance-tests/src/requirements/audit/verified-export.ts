import { createHash, createPublicKey, verify } from 'node:crypto';
import { beforeAll, canonicalJson, chainHash, commitmentOf, leafOf, signedTextOf } from '../../audit-chain.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { Violation } from '../../outcome.ts';

export type Digests = ReadonlyMap<number, string>;

const require = (holds: boolean, expected: string, actual: unknown): void => {
  if (!holds)
    throw new Violation(expected, typeof actual === 'string' ? actual : (JSON.stringify(actual) ?? 'nothing'));
};

const valueAt = (event: JsonObject, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, step) => (Array.isArray(value) ? value[Number(step)] : objectOf(value)[step]), event);

/** Each value that is shown gives the digest in its place. @throws {Violation} */
export const requireCommitments = (event: JsonObject, personal: unknown): void => {
  for (const { path, salt, value } of arrayOf(personal).map(objectOf)) {
    const digest = objectOf(valueAt(event, stringOf(path))).sha256;
    const computed = commitmentOf(stringOf(salt), stringOf(value));
    require(digest === computed, `the digest of the value at ${stringOf(path)}: ${computed}`, digest);
  }
};

/** The thumbprint of a public key (RFC 7638). */
const thumbprintOf = ({ crv, kty, x }: JsonObject): string =>
  createHash('sha256').update(canonicalJson({ crv, kty, x })).digest('base64url');

/** A published key has signed the statement. @throws {Violation} */
export const requireSigned = (checkpoint: JsonObject, keys: readonly JsonObject[]): void => {
  const key = keys.find(({ kid }) => kid === checkpoint.key_id);
  if (key === undefined) throw new Violation(`a published key ${stringOf(checkpoint.key_id)}`, JSON.stringify(keys));
  require(thumbprintOf(key) === key.kid, 'the thumbprint of the key as its name', key);
  const { kty, crv, x } = key;
  const published = createPublicKey({ key: { kty, crv, x } as never, format: 'jwk' });
  const signature = Buffer.from(stringOf(checkpoint.signature), 'base64url');
  require(verify(null, signedTextOf(checkpoint), published, signature), 'a signature of that key', checkpoint);
};

/** Computes an export anew by the published rules. @returns the hash at each place. @throws {Violation} where it differs */
export const recompute = (lines: readonly JsonObject[]): Digests => {
  const [start, end] = [lines[0] ?? {}, lines.at(-1) ?? {}];
  require(start.type === 'start' && start.format === 1, 'a start of format 1', start);
  require(start.after_seq !== 0 || start.after_hash === beforeAll, 'zeros before the first event', start.after_hash);
  const hashes = new Map([[Number(start.after_seq), stringOf(start.after_hash)]]);
  const events = lines.filter(({ type }) => type === 'event');
  let [seq, hash] = [Number(start.after_seq), stringOf(start.after_hash)];
  for (const { seq: told, leaf, hash: toldHash, event: node, personal } of events) {
    const event = objectOf(node);
    seq += 1;
    require(told === seq, `event ${seq}`, told);
    require(event.stream === start.stream, `an event of ${stringOf(start.stream)}`, event.stream);
    require(leaf === leafOf(event), `leaf ${leafOf(event)} of event ${seq}`, leaf);
    hash = chainHash(hash, stringOf(leaf));
    require(toldHash === hash, `hash ${hash} after event ${seq}`, toldHash);
    requireCommitments(event, personal);
    hashes.set(seq, hash);
  }
  const ids = new Set(events.map(({ event }) => objectOf(event).id));
  require(ids.size === events.length, 'no event twice', `${events.length - ids.size} repeated`);
  const counted = [end.type, end.count, end.last_seq, end.last_hash];
  const wanted = ['end', events.length, seq, hash];
  require(JSON.stringify(counted) === JSON.stringify(wanted), JSON.stringify(wanted), counted);
  return hashes;
};

/** What a checkpoint states is what was computed. @throws {Violation} */
export const requireAgreement = (checkpoint: JsonObject, hashes: Digests): void => {
  const computed = hashes.get(Number(checkpoint.seq));
  require(checkpoint.hash ===
    computed, `${computed ?? 'a place of the chain'} at ${String(checkpoint.seq)}`, checkpoint);
};
