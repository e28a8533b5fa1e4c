import { compactVerify } from 'jose';
import { seconds } from '../clock.ts';
import type { SigningKeySet, VerificationKey } from '../signing-keys/signing-key-set.ts';
import { type AccessTokenClaims, decodeClaims } from './access-token-claims.ts';
import { accessTokenType } from './sign-access-token.ts';

/** Our longest token has under a thousand characters. */
export const maximumAccessTokenLength = 4_096;

/** How far ahead the clock of the process that minted a token may be. An expiry gets no such allowance: it is our own promise. */
const clockTolerance = seconds(60);

export interface AccessTokenExpectation {
  readonly keys: SigningKeySet;
  readonly issuer: string;
  readonly audience: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The claims of a token that one of our own keys signed, for this issuer and audience, and that is valid now; undefined
 * for everything else. Never throws, whatever the text (RFC 8725, RFC 9068 §4). It says who the token was made for; whether
 * what stands behind it still stands is asked of the store.
 */
export async function verifyAccessToken(
  token: string,
  expected: AccessTokenExpectation,
): Promise<AccessTokenClaims | undefined> {
  if (token.length > maximumAccessTokenLength) return undefined;
  const parts = token.split('.', 4);
  if (parts.length !== 3 || !parts.every(isCanonicalBase64url)) return undefined;
  const [header = '', payload = ''] = parts;
  const key = keyOf(decodeJson(header), expected.keys);
  if (key === undefined || !(await isSignedBy(key, token))) return undefined;
  const claims = decodeClaims(decodeJson(payload));
  return claims !== undefined && isMeantForUs(claims, expected) && isWithinItsTime(claims, expected.now)
    ? claims
    : undefined;
}

/**
 * The key named by `kid`, if the header is one that we write. The header may hold no other member: `jku`, `jwk`, `x5u` and
 * `x5c` would let a token bring its own key, `crit` and `b64` change what is signed. And `alg` must be the key's: a token
 * that could choose would choose `none`, or HMAC with the public key as its secret.
 */
function keyOf(header: unknown, keys: SigningKeySet): VerificationKey | undefined {
  if (typeof header !== 'object' || header === null || Object.keys(header).length !== 3) return undefined;
  const { alg, typ, kid } = header as { readonly alg?: unknown; readonly typ?: unknown; readonly kid?: unknown };
  if (typ !== accessTokenType || typeof kid !== 'string') return undefined;
  const key = keys.accepted.get(kid);
  return key !== undefined && alg === key.algorithm ? key : undefined;
}

async function isSignedBy(key: VerificationKey, token: string): Promise<boolean> {
  try {
    await compactVerify(token, key.publicKey, { algorithms: [key.algorithm] });
    return true;
  } catch {
    return false;
  }
}

function isMeantForUs(claims: AccessTokenClaims, expected: AccessTokenExpectation): boolean {
  return claims.issuer === expected.issuer && claims.audience === expected.audience;
}

/** Whether `now` lies between the times that the token names (RFC 7519 §4.1.4–4.1.6). */
export function isWithinItsTime(claims: AccessTokenClaims, now: number): boolean {
  const earliest = Math.max(claims.issuedAt, claims.notBefore ?? 0) - clockTolerance;
  return earliest <= now && now < claims.expiresAt;
}

function decodeJson(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Only the one spelling (RFC 4648 §3.5): otherwise the same token could be written in several ways and get past a list of ended ones. */
const isCanonicalBase64url = (part: string): boolean =>
  part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
