import { CompactSign } from 'jose';
import type { SigningKey } from '../signing-keys/signing-key-set.ts';
import { type AccessTokenClaims, encodeClaims } from './access-token-claims.ts';

/** RFC 9068 §2.1: marks the token as an access token, so that no other kind of JWT can pass for one. */
export const accessTokenType = 'at+jwt';

const utf8 = new TextEncoder();

/** Signs the claims as a JWT in the compact form (RFC 7515 §3.1). The header has `alg`, `typ` and `kid`, and nothing else. */
export const signAccessToken = (claims: AccessTokenClaims, key: SigningKey): Promise<string> =>
  new CompactSign(utf8.encode(JSON.stringify(encodeClaims(claims))))
    .setProtectedHeader({ alg: key.algorithm, typ: accessTokenType, kid: key.keyId })
    .sign(key.privateKey);
