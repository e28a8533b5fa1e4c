/** What the guard reads of a request. Every framework's request can be seen so. */
export interface GuardedRequest {
  readonly method: string;
  /** Every value of a header, each line of its own; names in lower case. */
  headerValues(name: string): readonly string[];
}

/** Accepts the session cookie beside the headers. For APIs on the service's own site. */
export interface SessionCookieOptions {
  /** Absent means `__Host-session`. */
  readonly name?: string;
  /** Origins whose pages may make unsafe requests with the cookie, beside the API's own. */
  readonly origins?: readonly string[];
}

export type Presented =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'one';
      readonly credential: string;
      readonly asApiKey: boolean;
      readonly cookieBeside: string | undefined;
    }
  | { readonly kind: 'refused'; readonly code: 'multiple_credentials' | 'invalid_token' | 'cross_site_request' };

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Changes nothing, by its method (RFC 9110 §9.2.1). */
export const isSafe = ({ method }: Pick<GuardedRequest, 'method'>): boolean => safeMethods.has(method.toUpperCase());

/**
 * Finds the caller's credential. No place wins over another: two different credentials would let a caller be checked as
 * one and served as the other. Only an access token may stand beside a cookie, if both turn out to be one session.
 */
export function readCredential(request: GuardedRequest, cookie: SessionCookieOptions | undefined): Presented {
  const bearers = request.headerValues('authorization').map(readBearer);
  if (bearers.includes(undefined)) return { kind: 'refused', code: 'invalid_token' };
  const apiKeys = request.headerValues('x-api-key');
  const inHeaders = new Set([...bearers, ...apiKeys, ...request.headerValues('token')]);
  const inCookies = new Set(cookie && readCookies(request.headerValues('cookie'), cookie.name ?? '__Host-session'));
  if (inHeaders.size > 1 || inCookies.size > 1) return { kind: 'refused', code: 'multiple_credentials' };

  const [credential] = inHeaders;
  const [cookieBeside] = inCookies;
  if (credential !== undefined) {
    if (cookieBeside === undefined || cookieBeside === credential) return one(credential, apiKeys.length > 0);
    return looksLikeAccessToken(credential)
      ? one(credential, false, cookieBeside)
      : { kind: 'refused', code: 'multiple_credentials' };
  }
  if (cookieBeside === undefined) return { kind: 'none' };
  return isFromOurPages(request, cookie?.origins ?? [])
    ? one(cookieBeside, false)
    : { kind: 'refused', code: 'cross_site_request' };
}

const one = (credential: string, asApiKey: boolean, cookieBeside?: string): Presented => ({
  kind: 'one',
  credential,
  asApiKey,
  cookieBeside,
});

/** A JWT has three parts; opaque tokens have no dot. */
const looksLikeAccessToken = (credential: string): boolean => credential.split('.').length === 3;

/** Undefined for anything but `Bearer <credential>` (RFC 6750 §2.1). */
const readBearer = (value: string): string | undefined => /^bearer +([^\s,]+)$/i.exec(value)?.[1];

const readCookies = (headers: readonly string[], name: string): string[] =>
  headers
    .flatMap((header) => header.split(';'))
    .map((entry) => entry.trim())
    .filter((entry) => entry.startsWith(`${name}=`))
    .map((entry) => entry.slice(name.length + 1));

/** A browser sends the cookie along whoever made the page; an unsafe request needs the browser's word that the page is ours. */
function isFromOurPages(request: GuardedRequest, origins: readonly string[]): boolean {
  if (isSafe(request)) return true;
  const [origin] = request.headerValues('origin');
  return (
    request.headerValues('sec-fetch-site')[0] === 'same-origin' || (origin !== undefined && origins.includes(origin))
  );
}
