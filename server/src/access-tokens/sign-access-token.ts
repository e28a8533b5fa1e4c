import { signatureAlgorithms } from '../signing-keys/signature-algorithm.ts';
import type { SigningKey } from '../signing-keys/signing-key-set.ts';
import { type AccessTokenClaims, encodeClaims } from './access-token-claims.ts';

/** RFC 9068 §2.1: marks the token as an access token, so that no other kind of JWT can pass for one. */
export const accessTokenType = 'at+jwt';

/** Signs the claims as a JWT in the compact form (RFC 7515 §3.1). The header has `alg`, `typ` and `kid`, and nothing else. */
export function signAccessToken(claims: AccessTokenClaims, key: SigningKey): string {
  const header = { alg: key.algorithm, typ: accessTokenType, kid: key.keyId };
  const signedPart = `${encodeJson(header)}.${encodeJson(encodeClaims(claims))}`;
  const signature = signatureAlgorithms[key.algorithm].sign(signedPart, key.privateKey);
  return `${signedPart}.${signature.toString('base64url')}`;
}

const encodeJson = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
