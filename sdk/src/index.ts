export type { Client } from './client.ts';
export { createClient } from './client.ts';
export type { Clock } from './clock.ts';
export type { ErrorCode } from './error-codes.gen.ts';
export type { LatchkeyErrorCode, LocalErrorCode } from './errors.ts';
export {
  AuthenticationError,
  ConflictError,
  isAuthenticationError,
  isConflictError,
  isLatchkeyError,
  isNetworkError,
  isNotFoundError,
  isPermissionError,
  isRateLimitError,
  isServerError,
  isSessionEndedError,
  isValidationError,
  LatchkeyError,
  NetworkError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  SessionEndedError,
  ValidationError,
} from './errors.ts';
export type * from './generated/types.gen.ts';
export type { CallOptions } from './operation-call.ts';
export type { CreationOptions, Operations } from './operations.ts';
export type { ClientOptions, Credentials } from './options.ts';
export type { PasswordCredentials } from './tokens/session-tokens.ts';
export type { TokenRequest, TokenSource } from './tokens/token-source.ts';
