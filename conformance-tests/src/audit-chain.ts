import { createHash } from 'node:crypto';
import { isObject } from './contract/document.ts';

/** JSON in the one spelling that can be hashed (RFC 8785): members by UTF-16 code units, nothing between them. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
  return `{${members.join(',')}}`;
};

const sha256 = (...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** What comes before the first event. */
export const beforeAll = '0'.repeat(64);

/** The leaf of an event as it is in the chain. */
export const leafOf = (event: unknown): string => sha256('latchkey-event\0', canonicalJson(event));

/** The hash of the chain after a leaf. */
export const chainHash = (previousHash: string, leaf: string): string =>
  sha256(Buffer.from(previousHash, 'hex'), Buffer.from(leaf, 'hex'));

/** What stands in the chain instead of a personal value. */
export const commitmentOf = (salt: string, value: string): string => sha256(Buffer.from(salt, 'base64url'), value);

/** What the key of a checkpoint has signed. */
export const signedTextOf = (
  checkpoint: { readonly [member: string]: unknown },
  label = 'latchkey-checkpoint',
): Buffer => {
  const { signature: _, ...signed } = checkpoint;
  return Buffer.from(`${label}\0${canonicalJson(signed)}`);
};
