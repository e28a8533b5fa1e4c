import type { ServiceError } from '../errors/service-error.ts';
import type { BookkeepingCollection, BusinessCollection, CollectionName } from './collections.ts';

/**
 * The storage port: what the rest of the server may ask of a database, and nothing more. Two engines implement it
 * (`mongodb/` and `embedded/`), and one contract suite runs against both.
 *
 * Documents are plain JSON. Times are epoch milliseconds (integers); bytes are base64url text. `_id` is always a string.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json | undefined };

export interface Document {
  readonly _id: string;
  readonly [member: string]: Json | undefined;
}

type Scalar = null | boolean | number | string;

export interface Condition {
  readonly $eq?: Scalar;
  readonly $ne?: Scalar;
  readonly $gt?: number | string;
  readonly $gte?: number | string;
  readonly $lt?: number | string;
  readonly $lte?: number | string;
  readonly $in?: readonly Scalar[];
  readonly $exists?: boolean;
}

/** MongoDB's filter syntax, limited to what both engines give the same meaning. Paths may be dotted. */
export interface Filter {
  readonly $and?: readonly Filter[];
  readonly $or?: readonly Filter[];
  readonly [path: string]: Scalar | Condition | readonly Filter[] | undefined;
}

export interface Update {
  readonly $set?: { readonly [path: string]: Json };
  readonly $unset?: { readonly [path: string]: true };
  readonly $inc?: { readonly [path: string]: number };
  readonly $max?: { readonly [path: string]: number };
  readonly $addToSet?: { readonly [path: string]: Scalar };
  readonly $pull?: { readonly [path: string]: Scalar };
}

/** A filter that names the one document a change writes, and what must still hold for it. */
export type Guard = Filter & { readonly _id: string };

/**
 * One guarded write. `otherwise` is the documented error of a guard that no longer holds (or of an id or unique value
 * that is taken); without it the pipeline answers 409 `conflict`.
 */
export type Change =
  | { readonly insert: CollectionName; readonly document: Document; readonly otherwise?: ServiceError }
  | { readonly update: CollectionName; readonly where: Guard; readonly set: Update; readonly otherwise?: ServiceError }
  | { readonly delete: CollectionName; readonly where: Guard; readonly otherwise?: ServiceError };

/** An audit event as it is stored: insert-only, `_id` identifies the commit it belongs to. */
export interface EventDocument extends Document {
  readonly stream: string;
  readonly occurred_at: number;
  readonly action: string;
}

export interface Find {
  readonly sort?: { readonly [path: string]: 1 | -1 };
  readonly limit?: number;
  readonly projection?: readonly string[];
}

/**
 * A step of the counter document `{_id, count, at, expires_at}` of `attempts`, which stamps `at` and `expires_at` (epoch ms). It is
 * made only `from` exactly this count, or as long as the count stays `upTo` this. A missing counter stands at 0.
 */
export type CounterStep = {
  readonly _id: string;
  readonly at: number;
  readonly expires_at: number;
} & ({ readonly from: number } | { readonly upTo: number });

export interface Store {
  /** Which engine this is: for logs and readiness. */
  readonly engine: 'mongodb' | 'embedded';
  /** Reads throw TypeError for a filter with an undefined operand: it would lose a condition in silence. */
  findOne<T extends Document>(collection: CollectionName, filter: Filter): Promise<T | undefined>;
  find<T extends Document>(collection: CollectionName, filter: Filter, options?: Find): Promise<T[]>;
  /** Counts matches, and stops counting at `max`. */
  count(collection: CollectionName, filter: Filter, max: number): Promise<number>;
  /** The hot path: every named head that exists, by id, in one read. */
  heads<T extends Document>(ids: readonly string[]): Promise<Map<string, T>>;
  /**
   * Applies all changes with all events, or nothing. Repeating a commit with the same event ids has no further effect.
   * A change to a business collection needs at least one event, except one that only `$max`es `idle_expires_at` or
   * `last_used_at` of a head; a commit without events consists of `$max`, insert and delete by id alone, which may be
   * repeated. Every guard is a real write: an update that would change nothing raises the document's `guards` instead.
   * @throws {TypeError} not such a commit, or an update that the document cannot take; nothing was written
   * @throws {CommitConflict} a guard did not hold; nothing was written
   * @throws {StoreUnavailable} the outcome could not be found out in time, or the store cannot be reached
   */
  commit(events: readonly EventDocument[], changes: readonly Change[]): Promise<void>;
  /** Raises a counter by one, or answers false. Exact under any number of racing processes. */
  countUp(counter: CounterStep): Promise<boolean>;
  /** Answers when the store can serve a read; throws StoreUnavailable otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type { BookkeepingCollection, BusinessCollection, CollectionName };

/** A guard of the commit did not hold. Nothing of the commit was written. */
export class CommitConflict extends Error {
  override readonly name = 'CommitConflict';
  readonly change: Change;
  constructor(change: Change) {
    super('a guard of the commit did not hold');
    this.change = change;
  }
}

/** The store could not serve the call within its deadline. Answered as 503 with Retry-After, never as a refusal. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  constructor(cause: unknown) {
    super('the store is unavailable', { cause });
  }
}
