import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../errors/service-error.ts';

/** `Date` too: a page with a wrong clock learns the right time from it. */
const exposedHeaders =
  'RateLimit, RateLimit-Policy, Retry-After, ETag, Link, Location, WWW-Authenticate, Traceparent, Date';
const allowedHeaders =
  'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Token, Traceparent, X-API-Key';

export interface AllowedOrigins {
  readonly issuer: string;
  readonly corsOrigins: readonly string[];
}

/**
 * Proof that a browser's request comes from our own pages or from a listed origin: without it a foreign page could spend the
 * visitor's cookie, or sign the visitor in as somebody else. Fetch Metadata decides; Origin is for browsers without it;
 * neither, or `null`, is no proof.
 * @throws {ServiceError} 403 `cross_site_request`
 */
export function requireSameSite(headers: IncomingHttpHeaders, allowed: AllowedOrigins): void {
  const { origin } = headers;
  const isListed = origin !== undefined && (origin === allowed.issuer || allowed.corsOrigins.includes(origin));
  if (headers['sec-fetch-site'] === 'same-origin' && (origin === undefined || isListed)) return;
  if (isListed) return;
  throw new ServiceError('cross_site_request');
}

/** CORS by exact allow-list: an origin that is not listed gets no header at all, and `*` is never sent. */
export function corsHeaders(origin: string | undefined, allowed: AllowedOrigins): Readonly<Record<string, string>> {
  if (origin === undefined || !allowed.corsOrigins.includes(origin)) return {};
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': exposedHeaders,
  };
}

/** What a preflight is told beside that. */
export function preflightHeaders(
  origin: string | undefined,
  methods: readonly string[],
  allowed: AllowedOrigins,
): Readonly<Record<string, string>> {
  if (origin === undefined || !allowed.corsOrigins.includes(origin)) return {};
  return {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': allowedHeaders,
    'Access-Control-Max-Age': '600',
  };
}

/**
 * For answers that hand a token to whoever reads them: where the browser says where the request comes from, it must be one
 * of our own pages asking in the background, not a foreign page and not a link that was followed.
 * @throws {ServiceError} 403 `cross_site_request`
 */
export function requireOwnPage(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined) return;
  if (site !== 'same-origin' || headers['sec-fetch-mode'] === 'navigate') throw new ServiceError('cross_site_request');
}
