import { arrayOf, isObject, type JsonObject, objectOf } from '../../contract/document.ts';

/** The three parts of a compact JWS, undone without any judgement (RFC 7515 §3.1). */
export interface OpenedToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

const fromBase64Url = (text: string): Buffer => Buffer.from(text, 'base64url');
const toBase64Url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const openToken = (token: string): OpenedToken => {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return {
    header: objectOf(JSON.parse(fromBase64Url(header).toString('utf8'))),
    claims: objectOf(JSON.parse(fromBase64Url(claims).toString('utf8'))),
    signingInput: `${header}.${claims}`,
    signature: fromBase64Url(signature),
  };
};

/** A token with this header and these claims, signed by whatever the caller puts there. */
export const forgeToken = async (
  header: JsonObject,
  claims: JsonObject,
  sign: (input: Uint8Array<ArrayBuffer>) => Promise<Uint8Array> | Uint8Array,
): Promise<string> => {
  const input = `${toBase64Url(header)}.${toBase64Url(claims)}`;
  const signature = await sign(new TextEncoder().encode(input));
  return `${input}.${Buffer.from(signature).toString('base64url')}`;
};

export const keysIn = (keySet: JsonObject): readonly JsonObject[] => arrayOf(keySet.keys).filter(isObject);

const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Verifies ES256 with a key of the published set. */
export const isSignedBy = async (key: JsonObject, { signingInput, signature }: OpenedToken): Promise<boolean> => {
  const publicKey = await crypto.subtle.importKey(
    'jwk',
    key as JsonWebKey,
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['verify'],
  );
  return crypto.subtle.verify(ecdsa, publicKey, Uint8Array.from(signature), new TextEncoder().encode(signingInput));
};

/** A key pair of the suite's own: no server has a reason to trust it. */
export const strangerKey = async (): Promise<{
  publicJwk: JsonObject;
  sign: (input: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}> => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const publicJwk = objectOf(await crypto.subtle.exportKey('jwk', pair.publicKey));
  return { publicJwk, sign: async (input) => new Uint8Array(await crypto.subtle.sign(ecdsa, pair.privateKey, input)) };
};

export const signWithSecret = async (
  secret: Uint8Array<ArrayBuffer>,
  input: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> => {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, input));
};

/** The public key as SubjectPublicKeyInfo: the bytes an attacker would use as an HMAC secret. */
export const publicKeyBytes = async (key: JsonObject): Promise<readonly Uint8Array<ArrayBuffer>[]> => {
  const imported = await crypto.subtle.importKey(
    'jwk',
    key as JsonWebKey,
    { name: 'ECDSA', namedCurve: 'P-256' },
    true,
    ['verify'],
  );
  const der = new Uint8Array(await crypto.subtle.exportKey('spki', imported));
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const pem = `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`;
  return [der, new TextEncoder().encode(pem), new TextEncoder().encode(JSON.stringify(key))];
};
