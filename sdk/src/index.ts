export type { Client, Operations } from './client.ts';
export { createClient } from './client.ts';
export type { Clock } from './clock.ts';
export type { CallOptions, Connection } from './connection.ts';
export { createConnection } from './connection.ts';
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
export { etagOf } from './etags.ts';
export type * from './generated/types.gen.ts';
export type { IdempotencyOption, Input, PreconditionOption } from './operation.ts';
export type { ClientOptions, ConnectionOptions, Credentials, RetryOptions } from './options.ts';
export type { List } from './pages.ts';
export type { PasswordCredentials } from './tokens/session-tokens.ts';
export type { TokenRequest, TokenSource } from './tokens/token-source.ts';
export type { TokenStorage } from './tokens/token-storage.ts';
export { memoryStorage, readOnlyStorage, webStorage } from './tokens/token-storage.ts';
