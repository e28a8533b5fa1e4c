import type { AuditEvent, RequestOrigin } from '../audit/audit-event.ts';
import type { Principal } from '../authentication/principal.ts';
import type { ServiceError } from '../errors/service-error.ts';
import type { OperationId, Operations } from '../generated/operations.gen.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { Change } from '../storage/port.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';

export type { OperationId };

/** What the contract says an operation receives, after validation. */
export type Path<Id extends OperationId> = Operations[Id]['path'];
export type Query<Id extends OperationId> = Operations[Id]['query'];
export type Body<Id extends OperationId> = Operations[Id]['body'];

type Caller<Id extends OperationId> = Operations[Id]['credentials'] extends 'required' ? Principal : undefined;
type Workspace<Id extends OperationId> = Operations[Id]['path'] extends { workspace: string }
  ? KnownWorkspace
  : undefined;

/** Everything an operation may know. It reads through the stores of `services` and writes nothing. */
export interface OperationRequest<Id extends OperationId> {
  readonly path: Path<Id>;
  readonly query: Query<Id>;
  readonly body: Body<Id>;
  readonly caller: Caller<Id>;
  /** The workspace of the path, which the caller is known to be allowed to know. */
  readonly workspace: Workspace<Id>;
  readonly heads: HeadReader;
  /** The `If-Match` header, for operations that take it (`preconditions.ts`). */
  readonly ifMatch: string | undefined;
  /** The request's one moment, epoch milliseconds. */
  readonly now: number;
  readonly origin: CallerOrigin;
  /** Path and query as they were asked for. */
  readonly url: string;
  readonly services: Services;
}

/** Where a request came from, and what its browser says about that. */
export interface CallerOrigin extends RequestOrigin {
  readonly hasSessionCookie: boolean;
  /** @throws {ServiceError} 403 `cross_site_request`, for operations that set the cookie */
  requireSameSite(): void;
}

/** A wire type as a value that nobody changes. */
type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Member in keyof T]: DeepReadonly<T[Member]> }
    : T;

/** The body of one answer of the contract. */
export type Wire<Id extends OperationId, Status extends keyof Operations[Id]['responses']> = DeepReadonly<
  Operations[Id]['responses'][Status]
>;

type Responses<Id extends OperationId> = Operations[Id]['responses'];
type SuccessStatus<Id extends OperationId> = Extract<keyof Responses<Id>, 200 | 201 | 202 | 204>;

/** An answer of the contract: its status decides its body's type. */
export type Answer<Id extends OperationId> = {
  [Status in SuccessStatus<Id>]: {
    readonly status: Status;
    readonly body: Status extends 204 ? undefined : Wire<Id, Status>;
    readonly headers?: AnswerHeaders;
  };
}[SuccessStatus<Id>];

export type AnswerHeaders = Readonly<Record<string, string>>;

/**
 * What an operation wants to happen, as a value: the pipeline commits the changes with their events, once, and then sends
 * the answer. A refusal that must leave a trace is an answer too; whatever is thrown leaves none.
 */
export interface Outcome<Id extends OperationId> {
  readonly events: readonly AuditEvent[];
  readonly changes: readonly Change[];
  readonly answer: Answer<Id> | ServiceError;
}

export type Operation<Id extends OperationId> = (request: OperationRequest<Id>) => Promise<Outcome<Id>> | Outcome<Id>;

/** The outcome of an operation that only reads. */
export const read = <Id extends OperationId>(answer: Answer<Id>): Outcome<Id> => ({ events: [], changes: [], answer });
