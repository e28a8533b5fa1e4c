import { generateKeyPair, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';

const generateKeyPairAsync = promisify(generateKeyPair);

/** One JWS algorithm. A key has exactly one, written beside it, and the header of a token cannot choose another. */
export interface SignatureAlgorithm {
  generate(): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }>;
  sign(data: string, privateKey: KeyObject): Buffer;
  verify(data: string, publicKey: KeyObject, signature: Uint8Array): boolean;
}

/**
 * Node's own synchronous functions: a check takes a tenth of a millisecond, and going through WebCrypto would make it wait
 * behind password hashes in the thread pool.
 */
export const signatureAlgorithms = {
  /** ECDSA on P-256 with SHA-256. JWS wants r and s side by side, 64 bytes (RFC 7518 §3.4), not the DER that OpenSSL prefers. */
  ES256: {
    generate: () => generateKeyPairAsync('ec', { namedCurve: 'P-256' }),
    sign: (data, key) => sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }),
    verify: (data, key, signature) =>
      signature.length === 64 && verify('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }, signature),
  },
} as const satisfies { readonly [name: string]: SignatureAlgorithm };

export type SignatureAlgorithmName = keyof typeof signatureAlgorithms;
