import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';

/** The required members of an elliptic-curve public key (RFC 7518 §6.2.1), and nothing else. */
export type PublicJwk = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** The public half of a P-256 key. Throws a defect for a key on another curve. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) throw new TypeError('not a P-256 key');
  return { kty, crv, x, y };
}

/** RFC 7638: the name that a key has everywhere, because it follows from the key. */
export const thumbprintOf = (jwk: PublicJwk): Promise<string> => calculateJwkThumbprint(jwk, 'sha256');
