import { wireTime } from '../clock.ts';
import { canonicalJson } from './canonical-json.ts';

/**
 * `checkpoint`: the chain of this stream had this hash at this place. `cut`: what came up to this place is no longer kept. The
 * purpose is part of what is signed, so that one can never be shown as the other.
 */
export type StatementPurpose = 'checkpoint' | 'cut';

/** What is stated of a chain. A type and not an interface, because it is part of stored documents. */
export type Statement = {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  /** Epoch milliseconds. */
  readonly created_at: number;
  readonly key_id: string;
};

/** `signature`: Ed25519 (RFC 8032), base64url. */
export type SignedStatement = Statement & { readonly signature: string };

/** The bytes that are signed: the purpose, a zero byte, and the canonical JSON of the wire form. */
export const statementBytes = (purpose: StatementPurpose, statement: Statement): Buffer => {
  const { stream, seq, hash, created_at, key_id } = statement;
  return Buffer.from(
    `latchkey-${purpose}\0${canonicalJson({ stream, seq, hash, created_at: wireTime(created_at), key_id })}`,
  );
};

/** A signed statement as the wire shows it. */
export const presentStatement = ({ stream, seq, hash, created_at, key_id, signature }: SignedStatement) => ({
  stream,
  seq,
  hash,
  created_at: wireTime(created_at),
  key_id,
  signature,
});
