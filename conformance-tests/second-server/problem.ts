import { randomBytes } from 'node:crypto';
import type { Contract, Operation } from './contract.ts';
import { type Answer, Refusal } from './refusal.ts';
import { timestamp } from './state.ts';

const problemBody = (
  contract: Contract,
  refusal: Refusal,
  at: { readonly issuer: string; readonly now: number; readonly traceId: string },
) => {
  const { code, details } = refusal;
  const { status, title, detail } = contract.describe(code);
  return {
    type: `${at.issuer}/docs/errors/${code}`,
    title,
    status,
    detail,
    code,
    message: detail,
    trace_id: at.traceId,
    timestamp: timestamp(at.now),
    service: 'latchkey',
    ...(details.errors === undefined ? {} : { errors: details.errors }),
    ...(details.required === undefined ? {} : { required: details.required }),
    ...(details.retryAfterSeconds === undefined ? {} : { retry_after_seconds: details.retryAfterSeconds }),
  };
};

export const problem = (
  { contract, issuer }: { readonly contract: Contract; readonly issuer: string },
  refusal: Refusal,
  at: { readonly operation: Operation | undefined; readonly now: number; readonly traceId: string },
): Answer => {
  const body = problemBody(contract, refusal, { issuer, ...at });
  const { code, details } = refusal;
  const example = at.operation?.refusal(body.status, code);
  const oauth =
    example?.error === undefined ? {} : { error: example.error, error_description: example.error_description };
  const challenge =
    code === 'authentication_required' || code === 'invalid_credentials' ? 'Bearer' : 'Bearer error="invalid_token"';
  return {
    status: body.status,
    body: { ...oauth, ...body },
    headers: {
      ...(body.status === 401 ? { 'WWW-Authenticate': challenge } : {}),
      ...(details.allow === undefined ? {} : { Allow: details.allow }),
      ...(details.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(details.retryAfterSeconds) }),
    },
  };
};

/** For what Node refuses before there is a request. */
export const rawProblem = (contract: Contract, code: string): string => {
  const traceId = randomBytes(16).toString('hex');
  const body = problemBody(contract, new Refusal(code), { issuer: 'http://127.0.0.1', now: Date.now(), traceId });
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${body.status} Refused`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `Traceparent: 00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    'Connection: close',
    '',
    text,
  ].join('\r\n');
};
