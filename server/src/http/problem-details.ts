import { wireTime } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import { CommitConflict, StoreUnavailable } from '../storage/port.ts';

/** RFC 9457, with the members that clients of a flat error envelope read (`message`, `trace_id`, `service`). */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly message: string;
  readonly trace_id: string;
  readonly timestamp: string;
  readonly service: 'latchkey';
  readonly errors?: ServiceError['errors'];
  readonly required?: ServiceError['required'];
  readonly retry_after_seconds?: number;
}

/** Every thrown value becomes a documented refusal: a defect is a bland 500, whatever it was. */
export function asServiceError(thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (thrown instanceof CommitConflict)
    return thrown.change.otherwise ?? new ServiceError('conflict', { cause: thrown });
  if (thrown instanceof StoreUnavailable)
    return new ServiceError('unavailable', { retryAfterSeconds: 2, cause: thrown });
  return new ServiceError('internal_error', { cause: thrown });
}

export function problemDetails(
  error: ServiceError,
  about: { readonly issuer: string; readonly traceId: string; readonly now: number },
): ProblemDetails {
  return {
    type: `${about.issuer}/docs/errors/${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    message: error.detail,
    trace_id: about.traceId,
    timestamp: wireTime(about.now),
    service: 'latchkey',
    ...(error.errors && { errors: error.errors }),
    ...(error.required && { required: error.required }),
    ...(error.retryAfterSeconds !== undefined && { retry_after_seconds: error.retryAfterSeconds }),
  };
}
