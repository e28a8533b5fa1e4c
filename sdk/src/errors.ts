import type { ErrorCode } from './error-codes.gen.ts';
import type { Problem } from './generated/types.gen.ts';

/** Codes for what happens on this side of the wire. */
export type LocalErrorCode =
  | 'network_error'
  | 'timeout'
  | 'session_ended'
  | 'renewal_not_allowed'
  | 'unexpected_answer'
  | 'unexpected_redirect'
  | 'invalid_path_parameter'
  | 'malformed_token'
  | 'wrong_kind';

/** The service's codes and ours. The tail is open: a newer service may have codes that this version does not know. */
export type LatchkeyErrorCode = ErrorCode | LocalErrorCode | (string & {});

export interface ErrorFacts {
  readonly code: LatchkeyErrorCode;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number | undefined;
  /** Finds the request in the service's log and audit trail. */
  readonly traceId?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** What the code means and what to do about it. */
  readonly docsUrl?: string | undefined;
  /** The permission that is missing, for callers who may know. */
  readonly required?: Problem['required'];
  /** Every place in the request that is wrong. */
  readonly errors?: Problem['errors'];
  readonly cause?: unknown;
}

// Registered symbols are the same in every copy of this package, so the guards hold where `instanceof` does not.
const latchkeyError: unique symbol = Symbol.for('@latchkey/sdk:LatchkeyError');
const authenticationError: unique symbol = Symbol.for('@latchkey/sdk:AuthenticationError');
const permissionError: unique symbol = Symbol.for('@latchkey/sdk:PermissionError');
const notFoundError: unique symbol = Symbol.for('@latchkey/sdk:NotFoundError');
const validationError: unique symbol = Symbol.for('@latchkey/sdk:ValidationError');
const conflictError: unique symbol = Symbol.for('@latchkey/sdk:ConflictError');
const rateLimitError: unique symbol = Symbol.for('@latchkey/sdk:RateLimitError');
const serverError: unique symbol = Symbol.for('@latchkey/sdk:ServerError');
const networkError: unique symbol = Symbol.for('@latchkey/sdk:NetworkError');
const sessionEndedError: unique symbol = Symbol.for('@latchkey/sdk:SessionEndedError');

/** Everything a call can fail with, except the caller's own abort, which is rethrown as its reason. */
export class LatchkeyError extends Error {
  override readonly name: string = 'LatchkeyError';
  readonly [latchkeyError] = true;
  declare readonly code: LatchkeyErrorCode;
  declare readonly status: number | undefined;
  declare readonly traceId: string | undefined;
  declare readonly retryAfterMs: number | undefined;
  declare readonly docsUrl: string | undefined;
  /** The page of a list that failed. A list that begins with `query: { cursor }` goes on there; absent means the first. */
  declare cursor: string | undefined;

  constructor(message: string, { cause, ...facts }: ErrorFacts) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, facts);
  }
}

/** 401: no credential, or one that is not valid. */
export class AuthenticationError extends LatchkeyError {
  override readonly name: string = 'AuthenticationError';
  readonly [authenticationError] = true;
}

/** The session is over: signed out here or elsewhere, expired, or revoked. Only a new sign-in helps. */
export class SessionEndedError extends AuthenticationError {
  override readonly name = 'SessionEndedError';
  readonly [sessionEndedError] = true;
}

/** 403: the caller is known but may not do this. `required` says what is missing, for callers who may know. */
export class PermissionError extends LatchkeyError {
  override readonly name = 'PermissionError';
  readonly [permissionError] = true;
  declare readonly required: Problem['required'];
}

/** 404, and 410 for what was used up: there is nothing here that the caller may know of. */
export class NotFoundError extends LatchkeyError {
  override readonly name = 'NotFoundError';
  readonly [notFoundError] = true;
}

/** 400, 422 and their neighbours: the request is wrong, and `errors` names each place. Repeating it cannot help. */
export class ValidationError extends LatchkeyError {
  override readonly name = 'ValidationError';
  readonly [validationError] = true;
  readonly errors: NonNullable<Problem['errors']>;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts);
    this.errors = facts.errors ?? [];
  }
}

/** 409 and 412: the request fits the contract but not the current state. */
export class ConflictError extends LatchkeyError {
  override readonly name = 'ConflictError';
  readonly [conflictError] = true;
}

/** 429: wait `retryAfterMs`. */
export class RateLimitError extends LatchkeyError {
  override readonly name = 'RateLimitError';
  readonly [rateLimitError] = true;
}

/** 5xx: the service failed or is not available. */
export class ServerError extends LatchkeyError {
  override readonly name = 'ServerError';
  readonly [serverError] = true;
}

/** No whole answer: no connection, a broken one, or none in time (`timeout`). What the service did is not known. */
export class NetworkError extends LatchkeyError {
  override readonly name = 'NetworkError';
  readonly [networkError] = true;
}

const carries = (value: unknown, mark: symbol): boolean =>
  (value as Readonly<Record<symbol, unknown>> | null | undefined)?.[mark] === true;

/** True for every error of the SDK, also one thrown by another copy of this package. */
export const isLatchkeyError = (value: unknown): value is LatchkeyError => carries(value, latchkeyError);
/** True for a 401, and for a session that has ended. */
export const isAuthenticationError = (value: unknown): value is AuthenticationError =>
  carries(value, authenticationError);
/** True when only a new sign-in helps. */
export const isSessionEndedError = (value: unknown): value is SessionEndedError => carries(value, sessionEndedError);
/** True for a 403: `required` says what is missing, for callers who may know. */
export const isPermissionError = (value: unknown): value is PermissionError => carries(value, permissionError);
/** True for a 404 or 410. */
export const isNotFoundError = (value: unknown): value is NotFoundError => carries(value, notFoundError);
/** True for a request that is wrong by itself: `errors` names each place. */
export const isValidationError = (value: unknown): value is ValidationError => carries(value, validationError);
/** True for a 409 or 412: the request does not fit the current state. */
export const isConflictError = (value: unknown): value is ConflictError => carries(value, conflictError);
/** True for a 429: wait `retryAfterMs`. */
export const isRateLimitError = (value: unknown): value is RateLimitError => carries(value, rateLimitError);
/** True for a 5xx. */
export const isServerError = (value: unknown): value is ServerError => carries(value, serverError);
/** True when no whole answer came: what the service did is not known. */
export const isNetworkError = (value: unknown): value is NetworkError => carries(value, networkError);
