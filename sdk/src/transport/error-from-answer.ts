import {
  AuthenticationError,
  ConflictError,
  type ErrorFacts,
  LatchkeyError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  ValidationError,
} from '../errors.ts';
import type { Problem } from '../generated/types.gen.ts';
import { retryAfterMs } from './retry-after.ts';

type ErrorClass = new (message: string, facts: ErrorFacts) => LatchkeyError;

const classOfStatus: Readonly<Record<number, ErrorClass>> = {
  400: ValidationError,
  401: AuthenticationError,
  403: PermissionError,
  404: NotFoundError,
  406: ValidationError,
  409: ConflictError,
  410: NotFoundError,
  412: ConflictError,
  413: ValidationError,
  415: ValidationError,
  422: ValidationError,
  428: ValidationError,
  429: RateLimitError,
  431: ValidationError,
};

/** The error for an answer that is not a success. `body` is whatever could be read of it; a proxy's page is no problem. */
export function errorFromAnswer(response: Response, body: unknown, now: number): LatchkeyError {
  // Browsers hide a redirect that is not followed behind status 0.
  if (response.status < 400) return redirectError(response);
  const problem = asProblem(body);
  const ErrorOfStatus = classOfStatus[response.status] ?? (response.status >= 500 ? ServerError : LatchkeyError);
  return new ErrorOfStatus(problem.detail ?? problem.title ?? `The service answered ${response.status}.`, {
    code: problem.code ?? 'unexpected_answer',
    status: response.status,
    traceId: problem.trace_id ?? traceIdOf(response.headers),
    retryAfterMs: retryAfterMs(response.headers, now) ?? inMs(problem.retry_after_seconds),
    docsUrl: problem.type,
    required: problem.required,
    errors: problem.errors,
  });
}

/** The error for a success whose body is not JSON: it comes from a proxy, or from a wrong `baseUrl`. */
export const errorFromUnreadableBody = ({ status, headers }: Response, cause: unknown): LatchkeyError =>
  new LatchkeyError('The answer is not JSON. Does `baseUrl` point at the service?', {
    code: 'unexpected_answer',
    status,
    traceId: traceIdOf(headers),
    cause,
  });

const redirectError = (response: Response): LatchkeyError =>
  new LatchkeyError('The service never redirects. Does `baseUrl` point at the service?', {
    code: 'unexpected_redirect',
    status: response.status || undefined,
  });

function asProblem(body: unknown): Partial<Problem> {
  const problem = body as Partial<Problem> | null | undefined;
  return typeof problem?.code === 'string' ? problem : {};
}

/** W3C Trace Context: version, trace id, parent id, flags. */
const traceIdOf = (headers: Headers): string | undefined =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(headers.get('traceparent') ?? '')?.[1];

const inMs = (durationSeconds: number | undefined): number | undefined =>
  durationSeconds === undefined ? undefined : durationSeconds * 1_000;
