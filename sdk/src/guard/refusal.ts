import type { Problem, RequiredPermission } from '../generated/types.gen.ts';
import { type RefusalCode, refusalTexts } from './refusal-texts.ts';

/** Why a request is refused, before it is written for the wire. */
export interface Reason {
  readonly code: RefusalCode;
  /** There was no credential at all. */
  readonly isMissing?: boolean;
  readonly required?: RequiredPermission;
  readonly retryAfterSeconds?: number;
}

/** A complete answer: problem details as the contract defines them (RFC 9457). Send it as it is. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: Problem;
}

export interface RefusalContext {
  readonly baseUrl: string;
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Writes a refusal. It depends on the code, the trace and the time alone, so that unknown and foreign look alike. */
export function refusalOf(
  { code, isMissing = code === 'authentication_required', required, retryAfterSeconds }: Reason,
  { baseUrl, traceId, now }: RefusalContext,
): Refusal {
  const { status, title, detail } = refusalTexts[code];
  const problem: Problem = {
    type: `${baseUrl}/docs/errors/${code}`,
    title,
    status,
    detail,
    code,
    message: detail,
    trace_id: traceId,
    timestamp: new Date(now).toISOString(),
    service: 'latchkey',
    ...(required && { required }),
    ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
  };
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(status === 401 && { 'www-authenticate': challengeOf(isMissing) }),
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  };
  return { status, headers, problem };
}

/** RFC 6750 §3.1: without a credential the challenge names no error; with a rejected one never more than this. */
const challengeOf = (isMissing: boolean): string =>
  isMissing ? 'Bearer realm="latchkey"' : 'Bearer realm="latchkey", error="invalid_token"';
