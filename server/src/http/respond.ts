import type { Context as Http } from 'koa';
import { challenge } from '../authentication/challenges.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { KeptAnswer } from '../idempotency/idempotency-store.ts';
import type { OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { entityTag, isNotModified, publicDocuments } from './conditional-requests.ts';
import { corsHeaders, preflightHeaders } from './cross-origin.ts';
import { MethodNotAllowed } from './dispatch.ts';
import { type Quota, RateLimited } from './limits.ts';
import { oauthError } from './oauth-error.ts';
import { asServiceError, problemDetails } from './problem-details.ts';
import type { Trace } from './trace.ts';

/** What every answer to one request is made with. */
export interface Answering {
  readonly http: Http;
  readonly services: Services;
  readonly now: number;
  readonly trace: Trace;
  quota: Quota | undefined;
  /** Whether the operation refuses in the form of OAuth clients. */
  isOauth: boolean;
}

/** Sends an operation's answer. Documents for everybody may be kept and asked for conditionally; nothing else may. */
export function respond(answering: Answering, id: OperationId, answer: KeptAnswer): void {
  const { http } = answering;
  setCommonHeaders(answering);
  for (const name in answer.headers) http.set(name, answer.headers[name] as string);
  if (publicDocuments.has(id)) {
    const etag = entityTag(answer.body);
    http.set('ETag', etag);
    http.set('Cache-Control', 'public, max-age=60');
    if (isNotModified(http.headers, etag)) {
      http.status = 304;
      return;
    }
  }
  // Koa writes the words of the status where it knows of no body, unless it is told that there is none.
  if (answer.body === '') http.body = null;
  http.status = answer.status;
  if (answer.body === '') return;
  http.type = 'application/json';
  http.body = answer.body;
}

/** The one place where anything thrown becomes an answer. */
export function refuse(answering: Answering, thrown: unknown): void {
  const { http, services, now, trace } = answering;
  const error = asServiceError(thrown);
  if (error instanceof RateLimited) answering.quota = error.quota;
  setCommonHeaders(answering);
  if (error.status === 401) http.set('WWW-Authenticate', challenge(error.code));
  if (error.retryAfterSeconds !== undefined) http.set('Retry-After', String(error.retryAfterSeconds));
  if (error instanceof MethodNotAllowed) http.set('Allow', error.allowed.join(', '));
  // The rest of an oversized body is not worth reading.
  if (error.status === 413) http.set('Connection', 'close');
  if (error.status >= 500)
    services.logger.error({ err: error.cause ?? error, trace_id: trace.traceId, path: http.path }, error.code);
  http.status = error.status;
  const problem = problemDetails(error, { issuer: services.config.issuer, traceId: trace.traceId, now });
  http.body = JSON.stringify(answering.isOauth ? { ...oauthError(error), ...problem } : problem);
  http.type = answering.isOauth ? 'application/json' : 'application/problem+json';
}

export function answerOptions(answering: Answering, methods: readonly string[]): void {
  if (methods.length === 0) throw new ServiceError('not_found');
  const { http, services } = answering;
  setCommonHeaders(answering);
  http.set(preflightHeaders(http.headers.origin, methods, services.config));
  http.set('Allow', methods.join(', '));
  http.status = 204;
}

/** RFC 9110 §12.5.1. All there is is JSON; problems are sent whatever was asked for. @throws {ServiceError} 406 */
export function requireAcceptable(accept: string | undefined): void {
  if (
    accept === undefined ||
    accept === '' ||
    /(?:\*\/\*|application\/(?:\*|json))(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accept)
  )
    return;
  throw new ServiceError('not_acceptable', {
    detail: 'The answer is application/json, which the Accept header does not allow.',
  });
}

function setCommonHeaders({ http, services, trace, quota }: Answering): void {
  const { config } = services;
  http.set('Traceparent', trace.traceparent);
  http.set('Cache-Control', 'no-store');
  http.set('X-Content-Type-Options', 'nosniff');
  if (quota !== undefined) {
    http.set('RateLimit-Policy', quota.policy);
    http.set('RateLimit', quota.state);
  }
  if (config.issuer.startsWith('https:')) http.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  if (config.corsOrigins.length > 0) {
    http.vary('Origin');
    http.set(corsHeaders(http.headers.origin, config));
  }
}
