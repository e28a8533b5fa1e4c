import { createHash, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { canonical } from './canonical-json.ts';

type Members = { readonly [name: string]: unknown };

/** What can be said of an export once it is read to its end. */
export interface Report {
  readonly stream: string;
  readonly events: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly lastHash: string;
  /** Up to where a signed checkpoint vouches for it; what follows is not sealed yet. */
  readonly sealedSeq: number;
  readonly unsealed: number;
  /** Personal values that were erased; the events hold without them. */
  readonly erasedValues: number;
}

export interface Given {
  /** The key file: `{"keys": [JWK…]}`. */
  readonly keys: unknown;
  /** Checkpoints that were kept elsewhere. Each must be of this trail, and still hold. */
  readonly checkpoints?: readonly unknown[];
}

/** Why the export is not what it says it is. `line` counts from 1. */
export class Tampered extends Error {
  override readonly name = 'Tampered';
  constructor(line: number, reason: string) {
    super(`line ${line}: ${reason}`);
  }
}

/**
 * Verifies an export line by line, so that its length does not matter. Needs nothing but the lines and the public keys.
 * @throws {Tampered} something was edited, deleted, inserted, moved, rewritten or cut off
 */
export async function verifyExport(lines: AsyncIterable<string> | Iterable<string>, given: Given): Promise<Report> {
  const keys = publicKeys(given.keys);
  const kept = new Map((given.checkpoints ?? []).map((each) => keptCheckpoint(each, keys)));
  let state: State | undefined;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (state?.isEnded) throw new Tampered(number, 'there is more after the end');
    const fail = (reason: string): never => {
      throw new Tampered(number, reason);
    };
    try {
      state = take(state, parse(text), { keys, kept, fail });
    } catch (error) {
      throw error instanceof TypeError ? new Tampered(number, 'a member is missing or of another kind') : error;
    }
  }
  if (state?.isEnded !== true) throw new Tampered(number + 1, 'the export ends too early: its last line is missing');
  return {
    stream: state.stream,
    events: state.seq - state.startSeq,
    firstSeq: state.startSeq + 1,
    lastSeq: state.seq,
    lastHash: state.hash,
    sealedSeq: state.sealedSeq,
    unsealed: state.seq - state.sealedSeq,
    erasedValues: state.erasedValues,
  };
}

interface State {
  readonly stream: string;
  readonly startSeq: number;
  readonly ids: Set<string>;
  seq: number;
  hash: string;
  sealedSeq: number;
  newest: string | null;
  erasedValues: number;
  isEnded: boolean;
}

interface Known {
  readonly keys: Map<string, KeyObject>;
  readonly kept: Kept;
  readonly fail: Fail;
}

/** One line onto what is known so far. */
function take(state: State | undefined, entry: Members, { keys, kept, fail }: Known): State {
  if (state === undefined) return start(entry, keys, kept, fail);
  if (entry.type === 'event') takeEvent(state, entry, kept, fail);
  else if (entry.type === 'checkpoint') takeCheckpoint(state, members(entry.checkpoint), keys, fail);
  else if (entry.type === 'end') end(state, entry, kept, fail);
  else fail('this is no line of an export');
  return state;
}

type Fail = (reason: string) => never;
type Kept = Map<number, { readonly stream: string; readonly hash: string }>;

const origin = '0'.repeat(64);

function start(entry: Members, keys: Map<string, KeyObject>, kept: Kept, fail: Fail): State {
  if (entry.type !== 'start' || entry.format !== 1) fail('an export of format 1 begins with its start');
  const stream = String(entry.stream);
  const seq = Number(entry.after_seq);
  const hash = String(entry.after_hash);
  if (!Number.isSafeInteger(seq) || seq < 0 || !/^[0-9a-f]{64}$/.test(hash)) fail('the start names no place');
  for (const each of kept.values()) if (each.stream !== stream) fail('a kept checkpoint is of another stream');
  if (seq === 0) {
    if (hash !== origin) fail('a trail begins with zeros');
  } else if (entry.cut !== null) {
    const cut = members(entry.cut);
    if (!isSigned('cut', cut, keys)) fail('the cut is not signed by a known key');
    if (cut.stream !== stream || cut.seq !== seq || cut.hash !== hash) fail('the cut is of another place');
  } else if (kept.get(seq)?.hash !== hash) {
    fail(`it begins after event ${seq} without a signed cut: give the checkpoint that you kept of that place`);
  }
  requireKept(kept, seq, hash, fail);
  for (const place of kept.keys()) {
    if (place < seq && entry.cut === null) fail(`the kept checkpoint at ${place} is not covered by this export`);
  }
  return {
    stream,
    startSeq: seq,
    ids: new Set(),
    seq,
    hash,
    sealedSeq: seq,
    newest: null,
    erasedValues: 0,
    isEnded: false,
  };
}

function takeEvent(state: State, entry: Members, kept: Kept, fail: Fail): void {
  const event = members(entry.event);
  if (entry.seq !== state.seq + 1) fail(`event ${String(entry.seq)} follows event ${state.seq}`);
  if (event.stream !== state.stream) fail('the event is of another stream');
  const id = String(event.id);
  if (state.ids.has(id)) fail('the event is there twice');
  const leaf = sha256('latchkey-event\0', canonical(event));
  if (leaf !== entry.leaf) fail('the event is not the one that was recorded');
  const hash = sha256(Buffer.from(state.hash, 'hex'), Buffer.from(leaf, 'hex'));
  if (hash !== entry.hash) fail('the event does not follow the one before it');
  state.erasedValues += checkPersonal(event, entry.personal, fail);
  state.ids.add(id);
  state.seq += 1;
  state.hash = hash;
  requireKept(kept, state.seq, hash, fail);
}

function takeCheckpoint(state: State, checkpoint: Members, keys: Map<string, KeyObject>, fail: Fail): void {
  if (!isSigned('checkpoint', checkpoint, keys)) fail('the checkpoint is not signed by a known key');
  if (checkpoint.stream !== state.stream) fail('the checkpoint is of another stream');
  if (checkpoint.seq !== state.seq || checkpoint.hash !== state.hash) {
    fail('the trail is not the one that the checkpoint was signed for');
  }
  if (state.newest !== null && state.sealedSeq === state.seq) fail('the checkpoint is there twice');
  state.sealedSeq = state.seq;
  state.newest = canonical(checkpoint);
}

function end(state: State, entry: Members, kept: Kept, fail: Fail): void {
  if (entry.count !== state.seq - state.startSeq || entry.last_seq !== state.seq || entry.last_hash !== state.hash) {
    fail('the end does not fit what came before it');
  }
  if ((entry.checkpoint === null ? null : canonical(entry.checkpoint)) !== state.newest) {
    fail('the end names another checkpoint than the last');
  }
  for (const place of kept.keys()) {
    if (place > state.seq)
      fail(`the trail was cut off: a kept checkpoint is of event ${place}, the last here is ${state.seq}`);
  }
  state.isEnded = true;
}

function requireKept(kept: Kept, seq: number, hash: string, fail: Fail): void {
  const known = kept.get(seq);
  if (known !== undefined && known.hash !== hash)
    fail(`the trail was rewritten: the kept checkpoint of event ${seq} differs`);
}

/** Every value that is shown must be the one that the event holds the digest of. @returns how many are not shown any more */
function checkPersonal(event: Members, personal: unknown, fail: Fail): number {
  const digests = digestsIn(event, '');
  for (const each of Array.isArray(personal) ? personal : fail('the personal values are missing')) {
    const { path, salt, value } = members(each);
    const expected = digests.get(String(path));
    const actual = sha256(Buffer.from(String(salt), 'base64url'), String(value));
    if (expected === undefined || !isSame(expected, actual)) fail(`${String(path)} is not the value that was recorded`);
    digests.delete(String(path));
  }
  return digests.size;
}

function digestsIn(value: unknown, path: string): Map<string, string> {
  if (value === null || typeof value !== 'object') return new Map();
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'sha256') return new Map([[path, String(only[1])]]);
  return new Map(entries.flatMap(([name, inner]) => [...digestsIn(inner, path === '' ? name : `${path}.${name}`)]));
}

function isSigned(purpose: 'checkpoint' | 'cut', statement: Members, keys: Map<string, KeyObject>): boolean {
  const key = keys.get(String(statement.key_id));
  if (key === undefined) return false;
  const { stream, seq, hash, created_at, key_id, signature } = statement;
  const bytes = Buffer.from(`latchkey-${purpose}\0${canonical({ stream, seq, hash, created_at, key_id })}`);
  return verify(null, bytes, key, Buffer.from(String(signature), 'base64url'));
}

/** A key's id is its thumbprint (RFC 7638), so a key file cannot give a known name to another key. */
function publicKeys(file: unknown): Map<string, KeyObject> {
  const listed = members(file).keys;
  if (!Array.isArray(listed)) throw new TypeError('the key file has no list of keys');
  return new Map(
    listed.map((each) => {
      const { kty, crv, x } = members(each);
      if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string')
        throw new TypeError('the key file holds a key of another kind');
      const id = createHash('sha256').update(canonical({ kty, crv, x })).digest('base64url');
      return [id, createPublicKey({ key: { kty, crv, x }, format: 'jwk' })];
    }),
  );
}

function keptCheckpoint(
  each: unknown,
  keys: Map<string, KeyObject>,
): [number, { readonly stream: string; readonly hash: string }] {
  const checkpoint = members(each);
  if (!isSigned('checkpoint', checkpoint, keys))
    throw new Tampered(0, 'a kept checkpoint is not signed by a known key');
  return [Number(checkpoint.seq), { stream: String(checkpoint.stream), hash: String(checkpoint.hash) }];
}

function parse(text: string): Members {
  try {
    return members(JSON.parse(text));
  } catch {
    throw new TypeError('no JSON object');
  }
}

const members = (value: unknown): Members => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new TypeError('not a JSON object');
  return value as Members;
};

function sha256(...parts: readonly (string | Buffer)[]): string {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
}

const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
