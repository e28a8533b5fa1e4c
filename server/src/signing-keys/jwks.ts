import type { PublicJwk } from './public-jwk.ts';
import type { SignatureAlgorithmName } from './signature-algorithm.ts';
import type { SigningKeyDocument } from './signing-key.ts';

/** A public key as it is published: RFC 7517 §4. */
export type PublishedJwk = PublicJwk & {
  readonly kid: string;
  readonly alg: SignatureAlgorithmName;
  readonly use: 'sig';
};

/**
 * What everybody may know of the signing keys, as a JWK Set (RFC 7517 §5): the public members of every key in use, the
 * signing one first. Members are picked by name, so that no private one can slip along, whatever the document holds.
 */
export function presentJwks(documents: readonly SigningKeyDocument[]): { keys: PublishedJwk[] } {
  const inUse = [
    ...documents.filter((document) => document.state === 'active'),
    ...documents.filter((document) => document.state === 'published'),
  ];
  return {
    keys: inUse.map(({ _id, algorithm, public_jwk: { kty, crv, x, y } }) => ({
      kty,
      crv,
      x,
      y,
      kid: _id,
      alg: algorithm,
      use: 'sig',
    })),
  };
}
