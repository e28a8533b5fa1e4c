import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { DeploymentSecrets } from '../signing-keys/sealed-box.ts';

/** Where a page ended: the sort values of its last document, in the order of the sort. */
export type PagePosition = readonly (number | string)[];

export interface PageCursors {
  /** An opaque text for `position`, good only in the same `context`. */
  encode(context: string, position: PagePosition): string;
  /** The position, or undefined if the text is not one of ours for this context. */
  decode(context: string, text: string): PagePosition | undefined;
}

/** A deployment's cursors. Those under the secret before are still read, while clients page through their lists. */
export function cursorsOf({ current, previous }: DeploymentSecrets): PageCursors {
  const newest = createPageCursors(keyUnder(current));
  const older = previous === undefined ? undefined : createPageCursors(keyUnder(previous));
  return {
    encode: newest.encode,
    decode: (context, text) => newest.decode(context, text) ?? older?.decode(context, text),
  };
}

const keyUnder = (secret: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', 'latchkey page cursors', tagBytes));

const tagBytes = 32;
const longestText = 2_048;

/**
 * Cursors that a client can neither read a meaning into nor make: base64url of an HMAC-SHA-256 and the position. The
 * context (operation, workspace and filters, spelled by the caller) is authenticated but not carried, so a cursor of
 * one list is refused by every other: otherwise a position taken in one workspace would probe the ids of another.
 * @param key at least 32 random bytes, used for nothing else
 */
export function createPageCursors(key: Uint8Array): PageCursors {
  if (key.byteLength < tagBytes) throw new TypeError('the key of page cursors has at least 32 bytes');

  const tagOf = (context: string, payload: Uint8Array): Buffer => {
    const contextBytes = Buffer.from(context);
    // The length keeps context and payload apart: no two pairs give the same bytes.
    return createHmac('sha256', key)
      .update(`${contextBytes.byteLength}:`)
      .update(contextBytes)
      .update(payload)
      .digest();
  };

  return {
    encode(context, position) {
      const payload = Buffer.from(JSON.stringify(position));
      return Buffer.concat([tagOf(context, payload), payload]).toString('base64url');
    },
    decode(context, text) {
      if (text.length > longestText) return undefined;
      const bytes = Buffer.from(text, 'base64url');
      // Node's decoder skips what it does not know; only the one spelling we issue is accepted.
      if (bytes.byteLength <= tagBytes || bytes.toString('base64url') !== text) return undefined;
      const payload = bytes.subarray(tagBytes);
      if (!timingSafeEqual(bytes.subarray(0, tagBytes), tagOf(context, payload))) return undefined;
      return JSON.parse(payload.toString()) as PagePosition;
    },
  };
}
