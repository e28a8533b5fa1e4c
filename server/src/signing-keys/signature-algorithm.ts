/**
 * The JWS algorithms that a signing key can have (RFC 7518 §3.1). A key has exactly one, written beside it, and the header
 * of a token cannot choose another. More of them means: another name here, its public members in `public-jwk.ts`, and a
 * branch of `JsonWebKey` in the contract.
 */
export type SignatureAlgorithmName = 'ES256';
