import type { IncomingMessage } from 'node:http';
import { challenge } from '../authentication/challenges.ts';
import { ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { OperationId } from '../operation/operation.ts';
import type { SentAnswer } from './carry-out.ts';
import { entityTag, isNotModified, publicDocuments } from './conditional-requests.ts';
import { corsHeaders, preflightHeaders } from './cross-origin.ts';
import { MethodNotAllowed } from './dispatch.ts';
import type { Exchange } from './exchange.ts';
import { RateLimited } from './limits.ts';
import { oauthError } from './oauth-error.ts';
import { asServiceError, problemDetails } from './problem-details.ts';
import type { Fields, HttpAnswer } from './send-answer.ts';

const json = 'application/json; charset=utf-8';

/** An operation's answer. Documents for everybody may be kept and asked for conditionally; nothing else may. */
export function respond(exchange: Exchange, id: OperationId, answer: SentAnswer): HttpAnswer {
  if (publicDocuments.has(id)) return respondWithDocument(exchange, answer);
  const { status, headers, body, lines } = answer;
  const fields = commonFields(exchange);
  pushAll(fields, headers);
  if (body !== '') fields.push('Content-Type', json);
  return { status, fields, body: lines ?? body };
}

function respondWithDocument(exchange: Exchange, { status, headers, body }: SentAnswer): HttpAnswer {
  const etag = entityTag(body);
  const fields = commonFields(exchange, 'public, max-age=60');
  pushAll(fields, headers);
  fields.push('ETag', etag);
  if (isNotModified(exchange.http.req.headers, etag)) return { status: 304, fields, body: '' };
  fields.push('Content-Type', json);
  return { status, fields, body };
}

/** The one place where anything thrown becomes an answer. */
export function refuse(exchange: Exchange, thrown: unknown): HttpAnswer {
  const { operation, services, now, trace } = exchange;
  const error = asServiceError(thrown);
  if (error instanceof RateLimited) exchange.quota = error.quota;
  const fields = commonFields(exchange);
  if (error.status === 401) fields.push('WWW-Authenticate', challenge(error.code));
  if (error.retryAfterSeconds !== undefined) fields.push('Retry-After', String(error.retryAfterSeconds));
  if (error instanceof MethodNotAllowed) fields.push('Allow', error.allowed.join(', '));
  // The rest of an oversized body is not worth reading.
  if (error.status === 413) fields.push('Connection', 'close');
  // What is turned away on purpose, while the process ends or too many passwords wait, is counted, not logged line by line: in a storm
  // the lines would cost more than the answers.
  if (error.status === 500 || (error.status > 500 && error.cause !== undefined))
    // Never the path: people put into it what they should have sent elsewhere.
    services.logger.error({ err: error.cause ?? error, trace_id: trace.traceId, operation }, error.code);
  const problem = problemDetails(error, { issuer: services.config.issuer, traceId: trace.traceId, now });
  const isOauth = operation !== undefined && operationTable[operation].takes === 'form';
  fields.push('Content-Type', isOauth ? json : 'application/problem+json');
  return {
    status: error.status,
    fields,
    body: JSON.stringify(isOauth ? { ...oauthError(error), ...problem } : problem),
  };
}

/** @throws {ServiceError} 404 for a path without methods */
export function answerOptions(exchange: Exchange, methods: readonly string[]): HttpAnswer {
  if (methods.length === 0) throw new ServiceError('not_found');
  const { http, services } = exchange;
  const fields = commonFields(exchange);
  pushAll(fields, preflightHeaders(http.req.headers.origin, methods, services.config));
  fields.push('Allow', methods.join(', '));
  return { status: 204, fields, body: '' };
}

/** Answers of many lines. A caller that asks for JSON is content with them, because each line is JSON. */
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

/** Nothing here is a page: whoever gets a browser to show it as one gets no frame, no script and no address from it. */
const noPage = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ['Referrer-Policy', 'no-referrer'],
].flat();

function commonFields({ http, services, trace, quota }: Exchange, cacheControl = 'no-store'): Fields {
  const { config } = services;
  const { req } = http;
  const fields = ['Traceparent', trace.traceparent, 'Cache-Control', cacheControl, ...noPage];
  const requestId = requestIdToEcho(req);
  if (requestId !== undefined) fields.push('X-Request-ID', requestId);
  if (quota !== undefined) fields.push('RateLimit-Policy', quota.policy, 'RateLimit', quota.state);
  if (config.issuer.startsWith('https:'))
    fields.push('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  if (config.corsOrigins.length > 0) {
    fields.push('Vary', 'Origin');
    pushAll(fields, corsHeaders(req.headers.origin, config));
  }
  return fields;
}

/** AuthZEN 1.0 §10.1: its callers recognise an answer by the id that they gave the request. */
const requestIdToEcho = ({ url, headers }: IncomingMessage): string | undefined => {
  if (url?.startsWith('/access/v1/') !== true) return undefined;
  const id = headers['x-request-id'];
  return typeof id === 'string' && id.length <= 256 ? id : undefined;
};

function pushAll(fields: Fields, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) fields.push(name, headers[name] as string);
}
