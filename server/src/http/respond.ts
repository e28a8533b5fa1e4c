import { Readable } from 'node:stream';
import type { Context as Http } from 'koa';
import { challenge } from '../authentication/challenges.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { SentAnswer } from './carry-out.ts';
import { entityTag, isNotModified, publicDocuments } from './conditional-requests.ts';
import { corsHeaders, preflightHeaders } from './cross-origin.ts';
import { MethodNotAllowed } from './dispatch.ts';
import { type Quota, RateLimited } from './limits.ts';
import { oauthError } from './oauth-error.ts';
import type { RequestNotes } from './observe-request.ts';
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
export function respond(answering: Answering, id: OperationId, answer: SentAnswer): void {
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
  if (answer.body === '' && answer.lines === undefined) http.body = null;
  http.status = answer.status;
  if (answer.lines !== undefined) {
    http.body = Readable.from(answer.lines, { objectMode: false });
    http.type = 'application/x-ndjson';
    return;
  }
  if (answer.body === '') return;
  http.res.setHeader('Content-Type', 'application/json; charset=utf-8');
  http.body = answer.body;
}

/** The one place where anything thrown becomes an answer. */
export function refuse(answering: Answering, thrown: unknown): void {
  const { http, services, now, trace } = answering;
  // Never the path: people put into it what they should have sent elsewhere.
  const { operation } = http.state as RequestNotes;
  const error = asServiceError(thrown);
  if (error instanceof RateLimited) answering.quota = error.quota;
  setCommonHeaders(answering);
  if (error.status === 401) http.set('WWW-Authenticate', challenge(error.code));
  if (error.retryAfterSeconds !== undefined) http.set('Retry-After', String(error.retryAfterSeconds));
  if (error instanceof MethodNotAllowed) http.set('Allow', error.allowed.join(', '));
  // The rest of an oversized body is not worth reading.
  if (error.status === 413) http.set('Connection', 'close');
  if (error.status >= 500)
    services.logger.error({ err: error.cause ?? error, trace_id: trace.traceId, operation }, error.code);
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

/** Answers of many lines. Who asks for JSON is content with them, because each line is JSON. */
const answersInLines: ReadonlySet<OperationId> = new Set<OperationId>([
  'exportAuditEvents',
  'exportDeploymentAuditEvents',
]);
const acceptsJson = /(?:\*\/\*|application\/(?:\*|json))(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;
const acceptsLines = /application\/x-ndjson(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i;

/** RFC 9110 §12.5.1. All there is is JSON; problems are sent whatever was asked for. @throws {ServiceError} 406 */
export function requireAcceptable(id: OperationId, accept: string | undefined): void {
  if (accept === undefined || accept === '' || acceptsJson.test(accept)) return;
  if (answersInLines.has(id) && acceptsLines.test(accept)) return;
  throw new ServiceError('not_acceptable', {
    detail: 'The answer is application/json, which the Accept header does not allow.',
  });
}

/** AuthZEN 1.0 §10.1: its callers recognise an answer by the id that they gave the request. */
const requestIdToEcho = ({ req }: Http): string | undefined => {
  if (req.url?.startsWith('/access/v1/') !== true) return undefined;
  const id = req.headers['x-request-id'];
  return typeof id === 'string' && id.length <= 256 ? id : undefined;
};

function setCommonHeaders({ http, services, trace, quota }: Answering): void {
  const { config } = services;
  // On Node's own response: Koa's way to it costs as much again as the headers themselves.
  const { res } = http;
  res.setHeader('Traceparent', trace.traceparent);
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Content-Type-Options', 'nosniff');
  // Nothing here is a page: whoever gets a browser to show it as one gets no frame, no script and no address from it.
  res.setHeader('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
  res.setHeader('Referrer-Policy', 'no-referrer');
  const requestId = requestIdToEcho(http);
  if (requestId !== undefined) res.setHeader('X-Request-ID', requestId);
  if (quota !== undefined) {
    res.setHeader('RateLimit-Policy', quota.policy);
    res.setHeader('RateLimit', quota.state);
  }
  if (config.issuer.startsWith('https:')) http.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  if (config.corsOrigins.length > 0) {
    http.vary('Origin');
    http.set(corsHeaders(http.headers.origin, config));
  }
}
