import { type KeyObject, sign } from 'node:crypto';
import type { AccessTokenClaims } from '../../src/access-tokens/access-token-claims.ts';
import { type AccessTokenExpectation, verifyAccessToken } from '../../src/access-tokens/verify-access-token.ts';
import { minutes, seconds } from '../../src/clock.ts';
import { createSigningKey } from '../../src/signing-keys/signing-key.ts';
import { openSigningKeySet } from '../../src/signing-keys/signing-key-set.ts';

export const secrets = { current: 'the-secret-of-this-deployment-0123456789' };
export const now = Date.parse('2030-01-01T00:00:00Z');

export const signingKey = await createSigningKey({ state: 'active', secrets, now });
export const keys = openSigningKeySet([signingKey], 1, secrets);
export const expected: AccessTokenExpectation = {
  keys,
  issuer: 'https://auth.example',
  audience: 'https://api.example',
  now,
};

export const sessionClaims: AccessTokenClaims = {
  issuer: expected.issuer,
  audience: expected.audience,
  subject: 'usr_01',
  clientId: 'latchkey',
  issuedAt: now - minutes(1),
  expiresAt: now + minutes(9),
  id: 'jti-1',
  chain: 'chain-1',
  source: { kind: 'session', sessionId: 'ses_01', authenticatedAt: now - minutes(5) },
};

export const apiTokenClaims: AccessTokenClaims = {
  ...sessionClaims,
  subject: 'tok_01',
  source: { kind: 'api_token', tokenId: 'tok_01', environment: 'test', generation: 3 },
};

/** The payload of a valid token as it stands on the wire, for forging others from it. */
export const payload = {
  iss: expected.issuer,
  aud: expected.audience,
  sub: 'usr_01',
  client_id: 'latchkey',
  iat: (now - minutes(1)) / seconds(1),
  exp: (now + minutes(9)) / seconds(1),
  jti: 'jti-1',
  chain: 'chain-1',
  sid: 'ses_01',
  auth_time: (now - minutes(5)) / seconds(1),
};
export const apiTokenPayload = {
  ...payload,
  sid: undefined,
  auth_time: undefined,
  token_id: 'tok_01',
  environment: 'live',
  generation: 1,
};

export const header = { alg: 'ES256', typ: 'at+jwt', kid: keys.active.keyId };

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with any header and payload, correctly signed by the key given (ours unless another is). */
export function forge(forgedHeader: unknown, forgedPayload: unknown, key: KeyObject = keys.active.privateKey): string {
  const signedPart = `${encode(forgedHeader)}.${encode(forgedPayload)}`;
  return `${signedPart}.${sign('sha256', Buffer.from(signedPart), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

export const accepts = async (token: string, at = now): Promise<boolean> =>
  (await verifyAccessToken(token, { ...expected, now: at })) !== undefined;
