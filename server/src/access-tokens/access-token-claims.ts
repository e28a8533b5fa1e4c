import type { Environment } from '../api-tokens/token-format.ts';

/** The credential an access token was minted from. The token counts everywhere as that credential. */
export type AccessTokenSource =
  | { readonly kind: 'session'; readonly sessionId: string; readonly authenticatedAt: number }
  | {
      readonly kind: 'api_token';
      readonly tokenId: string;
      readonly environment: Environment;
      readonly generation: number;
    };

/** What an access token says. Times are epoch milliseconds; on the wire they are whole seconds. No personal data. */
export interface AccessTokenClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  readonly clientId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** `nbf`: never set by us; a token that has it is held to it. */
  readonly notBefore?: number;
  /** `jti`: of this token alone. */
  readonly id: string;
  /** Shared with every token exchanged from the same first one, so that they end together. */
  readonly chain: string;
  readonly source: AccessTokenSource;
}

/** The payload as RFC 9068 §2.2 names it, with the members of our own: `chain`, and what stands behind the token. */
export function encodeClaims(claims: AccessTokenClaims): { readonly [claim: string]: string | number } {
  return {
    iss: claims.issuer,
    aud: claims.audience,
    sub: claims.subject,
    client_id: claims.clientId,
    iat: numericDate(claims.issuedAt),
    exp: numericDate(claims.expiresAt),
    jti: claims.id,
    chain: claims.chain,
    ...encodeSource(claims.source),
  };
}

function encodeSource(source: AccessTokenSource): { readonly [claim: string]: string | number } {
  return source.kind === 'session'
    ? { sid: source.sessionId, auth_time: numericDate(source.authenticatedAt) }
    : { token_id: source.tokenId, environment: source.environment, generation: source.generation };
}

/**
 * Reads a payload, or answers undefined when a claim is missing, empty or of another type, or when the token names both
 * kinds of source or none. Claims it does not know are ignored, so that a newer process may add some.
 */
export function decodeClaims(payload: unknown): AccessTokenClaims | undefined {
  if (!isRecord(payload)) return undefined;
  const { iss, aud, sub, client_id, iat, exp, nbf, jti, chain } = payload;
  const source = decodeSource(payload);
  if (!isText(iss) || !isText(aud) || !isText(sub) || !isText(client_id) || !isText(jti) || !isText(chain))
    return undefined;
  if (!isNumericDate(iat) || !isNumericDate(exp) || source === undefined) return undefined;
  if (nbf !== undefined && !isNumericDate(nbf)) return undefined;
  return {
    issuer: iss,
    audience: aud,
    subject: sub,
    clientId: client_id,
    issuedAt: iat * 1_000,
    expiresAt: exp * 1_000,
    ...(nbf === undefined ? {} : { notBefore: nbf * 1_000 }),
    id: jti,
    chain,
    source,
  };
}

/** The claims of a token that has been verified already; undefined for a text that is no JWT. It proves nothing by itself. */
export function claimsOfVerified(token: string): AccessTokenClaims | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    return decodeClaims(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return undefined;
  }
}

function decodeSource(payload: Record<string, unknown>): AccessTokenSource | undefined {
  const { sid, auth_time, token_id, environment, generation } = payload;
  const hasSession = sid !== undefined || auth_time !== undefined;
  const hasApiToken = token_id !== undefined || environment !== undefined || generation !== undefined;
  if (hasSession === hasApiToken) return undefined;
  if (hasSession) {
    if (!isText(sid) || !isNumericDate(auth_time)) return undefined;
    return { kind: 'session', sessionId: sid, authenticatedAt: auth_time * 1_000 };
  }
  if (!isText(token_id) || !isCount(generation)) return undefined;
  if (environment !== 'live' && environment !== 'test') return undefined;
  return { kind: 'api_token', tokenId: token_id, environment, generation };
}

/** Rounded down, so that a token never outlives what stands behind it. */
const numericDate = (epochMilliseconds: number): number => Math.floor(epochMilliseconds / 1_000);

/** Later than any date we could issue (the year 5138), and still exact in milliseconds. */
const latestNumericDate = 100_000_000_000;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isNumericDate = (value: unknown): value is number => isCount(value) && value <= latestNumericDate;
