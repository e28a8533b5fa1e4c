import { type ErrorCode, errorRegistry } from './registry.gen.ts';

export interface ErrorDetails {
  /** Public: what the caller may read. Never a secret, never another workspace's data. */
  readonly detail?: string;
  /** Public: every offending member or parameter, with a JSON Pointer into the request. */
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  /** Public: what permission is missing, for callers who may know. */
  readonly required?: { readonly action: string; readonly resource: string };
  readonly retryAfterSeconds?: number;
  /** Private: goes to the log alone. */
  readonly cause?: unknown;
}

/** A refusal with a code of the contract's registry (`openapi/errors.yaml`), which gives it its status and title. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: ErrorDetails['errors'];
  readonly required: ErrorDetails['required'];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const { status, title, meaning } = errorRegistry[code];
    super(code, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = details.detail ?? meaning;
    this.errors = details.errors;
    this.required = details.required;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

/** The same for every thing the caller may not know of, so that unknown and foreign cannot be told apart. */
export const notFound = (): ServiceError => new ServiceError('not_found');
