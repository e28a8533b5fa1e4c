import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';

/** Where in the request a credential was found. The contract names one security scheme for each place and kind. */
export type Place = 'authorization' | 'api_key_header' | 'token_header' | 'cookie';

export interface PresentedCredential {
  readonly place: Place;
  readonly text: string;
}

/** What a request presents: at most one credential counts, and an access token may stand beside its own session's cookie. */
export interface Presented {
  readonly credential: PresentedCredential | undefined;
  /** The session cookie beside an access token: tolerated only if the token belongs to that session. */
  readonly cookieBeside: string | undefined;
}

export const nothing: Presented = { credential: undefined, cookieBeside: undefined };

const bearer = /^bearer +([^\s,]+)$/i;

/**
 * Finds the credential of a request. Nothing is trimmed, folded or shortened, and no place wins over another: two
 * different credentials would let a caller be checked as one and served as the other.
 * @throws {ServiceError} 400 `multiple_credentials` · 401 `invalid_token` for an Authorization header that is not Bearer
 */
export function readPresented(request: IncomingMessage, cookieName: string): Presented {
  const { headers } = request;
  // The usual request has one credential header and no cookie: two look-ups and done.
  const found: PresentedCredential[] = [];
  if (headers.authorization !== undefined) {
    for (const value of everyValue(request, 'authorization'))
      found.push({ place: 'authorization', text: readBearer(value) });
  }
  if (headers['x-api-key'] !== undefined) {
    for (const text of everyValue(request, 'x-api-key')) found.push({ place: 'api_key_header', text });
  }
  if (headers.token !== undefined) {
    for (const text of everyValue(request, 'token')) found.push({ place: 'token_header', text });
  }
  const cookies = headers.cookie === undefined ? [] : readCookies(headers.cookie, cookieName);
  if (new Set(cookies).size > 1) throw multipleCredentials();

  const [first, ...others] = found;
  if (first === undefined) {
    const [cookie] = cookies;
    return {
      credential: cookie === undefined ? undefined : { place: 'cookie', text: cookie },
      cookieBeside: undefined,
    };
  }
  if (others.some((other) => other.text !== first.text)) throw multipleCredentials();
  const [cookie] = cookies;
  return { credential: first, cookieBeside: cookie === undefined || cookie === first.text ? undefined : cookie };
}

export const multipleCredentials = (): ServiceError => new ServiceError('multiple_credentials');

function readBearer(value: string): string {
  const token = bearer.exec(value)?.[1];
  if (token === undefined)
    throw new ServiceError('invalid_token', { detail: 'The Authorization header must be: Bearer <credential>.' });
  return token;
}

/** Node keeps only the first of two Authorization headers and joins others with a comma; the raw list shows them all. */
function everyValue(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  const { rawHeaders } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index] as string;
    if (raw.length === name.length && raw.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

/** RFC 6265 §5.4 sends one entry per cookie; two of our name are two credentials. */
function readCookies(header: string, name: string): string[] {
  return header
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry.startsWith(`${name}=`))
    .map((entry) => entry.slice(name.length + 1));
}
