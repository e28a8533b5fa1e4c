import type { CallOptions, Connection } from './connection.ts';
import { type AnyPage, type List, walkable } from './pages.ts';
import { describing, type WireOptions, type WireRequest } from './transport/wire-request.ts';

/** Creations and rotations take a name for the attempt, so that repeating them makes nothing twice. */
export interface IdempotencyOption {
  /** 16 to 255 characters. Absent means one is made for the call and kept over its attempts. */
  readonly idempotencyKey?: string;
}

/** For changes that must not overwrite somebody else's. */
export interface PreconditionOption {
  /** The `ETag` of what the change is based on, as `etagOf` tells it. If that is no longer current, the answer is 412. */
  readonly ifMatch?: string;
}

type HeaderNames<Data> = Data extends { headers?: infer Headers } ? keyof NonNullable<Headers> : never;

/** What an operation is called with: the members of its request as the contract names them, and how to carry it out. */
export type Input<Data> = Pick<Data, Extract<keyof Data, 'body' | 'path' | 'query'>> &
  CallOptions &
  ('Idempotency-Key' extends HeaderNames<Data> ? IdempotencyOption : unknown) &
  ('If-Match' extends HeaderNames<Data> ? PreconditionOption : unknown);

/** The input may be left out where the request has no required member. */
export type Arguments<Data> = Record<never, never> extends Input<Data> ? [input?: Input<Data>] : [input: Input<Data>];

/** Resolves to the body of the success. Everything else is thrown. */
export type Operation<Data, Responses> = (
  connection: Connection,
  ...input: Arguments<Data>
) => Promise<Responses[keyof Responses]>;

export type ListOperation<Data, Responses> = (
  connection: Connection,
  ...input: Arguments<Data>
) => List<Extract<Responses[keyof Responses], AnyPage>>;

/** What is known of an operation beyond the function that hey-api writes for it. */
export interface OperationTraits {
  /** It takes no credential. */
  readonly open?: true;
  readonly takesIdempotencyKey?: true;
  /** A second arrival has no second effect although it is a POST: it only tells, or what it brings is known again by its ids. */
  readonly repeatable?: true;
  /** The answer is text of many lines and no JSON document. */
  readonly answersText?: true;
  /** Its answer is a session, with which the client goes on. */
  readonly startsSession?: true;
}

/** A function of hey-api's. It is called with a client that only tells what it was asked to send. */
type WireFunction = (options: never) => unknown;

interface LooseInput extends CallOptions, IdempotencyOption, PreconditionOption {
  readonly body?: unknown;
  readonly path?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** An operation of the contract as a function of a connection. */
export const operation = <Data, Responses>(
  wire: WireFunction,
  traits: OperationTraits = {},
): Operation<Data, Responses> =>
  ((connection: Connection, input: LooseInput = {}) =>
    connection.call(requestOf(wire, input), traits, input)) as Operation<Data, Responses>;

/** An operation that answers by pages, which can be walked. */
export const listOperation = <Data, Responses>(wire: WireFunction): ListOperation<Data, Responses> =>
  ((connection: Connection, input: LooseInput = {}) =>
    walkable(input.query?.cursor as string | undefined, (cursor) => {
      const { query, ...rest } = input;
      const page = { ...rest, query: cursor === undefined ? query : { ...query, cursor } };
      return connection.call<AnyPage>(requestOf(wire, page as LooseInput), {}, input);
    })) as unknown as ListOperation<Data, Responses>;

function requestOf(wire: WireFunction, { body, path, query, idempotencyKey, ifMatch }: LooseInput): WireRequest {
  const describe = wire as (options: WireOptions) => WireRequest;
  const headers: Record<string, string> = {};
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (ifMatch !== undefined) headers['If-Match'] = ifMatch;
  return describe({ client: describing, body, path, query, headers });
}
