import { createHash, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { isObject, type JsonObject } from './json.ts';

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly publicJwk: JsonObject;
  readonly createdAt: number;
  readonly signsFrom: number;
  retiredAt: number | undefined;
}

export const newSigningKey = (now: number, signsFrom: number): SigningKey => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  // RFC 7638: the members in this order.
  const keyId = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const publicJwk = { kty, use: 'sig', alg: 'ES256', kid: keyId, crv, x, y };
  return { keyId, privateKey, publicKey, publicJwk, createdAt: now, signsFrom, retiredAt: undefined };
};

const encoded = (value: JsonObject): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const signToken = (key: SigningKey, claims: JsonObject): string => {
  const signed = `${encoded({ alg: 'ES256', typ: 'at+jwt', kid: key.keyId })}.${encoded(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
};

/** One spelling only: what is encoded otherwise is another token (RFC 4648 §3.5). */
const decoded = (part: string): Buffer | undefined => {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
};

const parsed = (part: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(decoded(part)?.toString('utf8') ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const ownHeader = new Set(['alg', 'typ', 'kid']);

/** The claims of a token that one of the keys has signed; time is the caller's affair. */
export const openToken = (token: string, keys: readonly SigningKey[]): JsonObject | undefined => {
  const [head = '', body = '', tail = '', ...rest] = token.split('.');
  const header = parsed(head);
  const signature = decoded(tail);
  if (rest.length > 0 || header === undefined || signature?.length !== 64) return undefined;
  // Nothing that names a key of the sender's own (jwk, jku, x5u) and nothing that must be understood (crit).
  if (Object.keys(header).some((name) => !ownHeader.has(name))) return undefined;
  if (header.alg !== 'ES256' || header.typ !== 'at+jwt') return undefined;
  const key = keys.find(({ keyId, retiredAt }) => keyId === header.kid && retiredAt === undefined);
  if (key === undefined) return undefined;
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: key.publicKey, dsaEncoding: 'ieee-p1363' },
    signature,
  );
  return isSigned ? parsed(body) : undefined;
};
