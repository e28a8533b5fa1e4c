import { hash, type KeyObject } from 'node:crypto';

/** The required members of an elliptic-curve public key (RFC 7518 §6.2.1), and nothing else. */
export type PublicJwk = { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };

/** The public half of a P-256 key. Throws a defect for a key on another curve. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const { kty, crv, x, y } = key.export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) throw new TypeError('not a P-256 key');
  return { kty, crv, x, y };
}

/** RFC 7638 §3: SHA-256 over the required members in lexicographic order without white space, base64url. */
export function thumbprintOf({ crv, kty, x, y }: PublicJwk): string {
  return hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url');
}
