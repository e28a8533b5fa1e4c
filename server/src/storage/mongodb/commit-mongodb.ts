import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ClientSession, Collection, Filter as DriverFilter, MongoClient, UpdateFilter } from 'mongodb';
import type { CollectionName, Declarations } from '../collections.ts';
import { collectionOf, guardsPath, requireCommittable } from '../commit-rules.ts';
import {
  type Change,
  CommitConflict,
  type Document,
  type EventDocument,
  StoreUnavailable,
  type Update,
} from '../port.ts';
import type { Deadlines } from './deadlines.ts';
import { duplicateKeyPaths, isLostRace, isPassing, isTransactionGone } from './failures.ts';
import type { Leave, Queues } from './queues.ts';
import { withinDeadline } from './within-deadline.ts';

export type Collections = { readonly [Name in CollectionName]: Collection<Document> };

export interface MongodbCommit {
  readonly client: MongoClient;
  readonly collections: Collections;
  readonly declarations: Declarations;
  readonly deadlines: Deadlines;
  /** Those of this process that have lost a race, by the stream of their events: what they write is mostly the same. */
  readonly losers: Queues;
}

interface Attempt {
  readonly events: readonly EventDocument[];
  readonly changes: readonly Change[];
  /** When to stop, on the monotonic clock. */
  readonly deadline: number;
  /** Whether an earlier attempt ended without an answer, so that it may have been committed. */
  readonly isInDoubt: boolean;
}

/** The events are there already: an earlier attempt of this commit won, and its answer was lost. */
class CommittedBefore extends Error {}

/** The events were seen, but a majority does not have them yet. */
class NotYetDurable extends Error {}

const longestBackoffMilliseconds = 50;

/**
 * One transaction, tried until its outcome is known. The event ids stay the same, and events are inserted first: if an
 * attempt was committed although its answer was lost, the next one meets its own events before any guard can fail. One that has
 * lost a race goes on alone among the losers of its stream: all trying at once, one could lose until its time is over.
 * @throws {CommitConflict} {TypeError} (`requireCommittable`) nothing was written
 * @throws {StoreUnavailable} the outcome could not be found out before the deadline
 */
export async function commitMongodb(
  store: MongodbCommit,
  events: readonly EventDocument[],
  changes: readonly Change[],
): Promise<void> {
  requireCommittable(store.declarations, events, changes);
  if (events.length + changes.length === 0) return;
  const deadline = performance.now() + store.deadlines.commitMilliseconds;
  const stream = events[0]?.stream;
  let isInDoubt = false;
  let leave: Leave | undefined;
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const about = { events, changes, deadline, isInDoubt };
        return await withinDeadline(store.deadlines, () => attemptCommit(store, about));
      } catch (error) {
        if (!isPassing(error) && !(error instanceof NotYetDurable)) throw error;
        const hasLost = isLostRace(error);
        isInDoubt ||= !hasLost;
        if (hasLost && stream !== undefined && leave === undefined) leave = await store.losers.enter(stream);
        else await backOff(attempt);
        if (performance.now() >= deadline) throw new StoreUnavailable(error);
      }
    }
  } finally {
    leave?.();
  }
}

async function attemptCommit(store: MongodbCommit, attempt: Attempt): Promise<void> {
  try {
    // One write to one document is atomic by itself.
    if (attempt.events.length + attempt.changes.length === 1) await write(store, attempt, undefined);
    else await inTransaction(store, attempt);
  } catch (error) {
    if (error instanceof CommittedBefore) return requireDurable(store, attempt.events);
    if (error instanceof CommitConflict && (await isOwnEffect(store, attempt, error.change))) return;
    throw error;
  }
}

async function inTransaction(store: MongodbCommit, attempt: Attempt): Promise<void> {
  const session = store.client.startSession();
  try {
    session.startTransaction({
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority', wtimeoutMS: store.deadlines.commandMilliseconds },
      maxCommitTimeMS: store.deadlines.commandMilliseconds,
    });
    await write(store, attempt, session);
    await finish(session, attempt.deadline);
  } finally {
    // Ends the transaction too if it was not committed, so that its documents are free before anybody hears of it.
    await session.endSession();
  }
}

/** Asks again on the same session while the answer is unknown: a new transaction would wait for this one's locks. */
async function finish(session: ClientSession, deadline: number): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await session.commitTransaction();
    } catch (error) {
      if (!isPassing(error) || isTransactionGone(error) || performance.now() >= deadline) throw error;
      await backOff(attempt);
    }
  }
}

async function write(store: MongodbCommit, attempt: Attempt, session: ClientSession | undefined): Promise<void> {
  const options = { ...(session && { session }), maxTimeMS: store.deadlines.commandMilliseconds };
  for (const event of attempt.events) {
    try {
      await store.collections.audit_events.insertOne({ ...event }, options);
    } catch (error) {
      throw isTakenId(error) ? new CommittedBefore() : error;
    }
  }
  for (const change of attempt.changes) {
    if (!(await apply(store.collections[collectionOf(change)], change, attempt.events.length > 0, options))) {
      throw new CommitConflict(change);
    }
  }
}

/** False if the guard did not hold, or the id or a unique value is taken. */
async function apply(
  collection: Collection<Document>,
  change: Change,
  isGuarding: boolean,
  options: { readonly session?: ClientSession; readonly maxTimeMS: number },
): Promise<boolean> {
  try {
    if ('insert' in change) return (await collection.insertOne({ ...change.document }, options)).acknowledged;
    const where = change.where as DriverFilter<Document>;
    if ('delete' in change) return (await collection.deleteOne(where, options)).deletedCount === 1;

    const { matchedCount, modifiedCount } = await collection.updateOne(
      where,
      change.set as UpdateFilter<Document>,
      options,
    );
    if (matchedCount === 1 && modifiedCount === 0 && isGuarding) {
      // Nothing was written, so nothing would collide with a commit that breaks this guard.
      const mark: Update = { $inc: { [guardsPath]: 1 } };
      await collection.updateOne({ _id: change.where._id }, mark as UpdateFilter<Document>, options);
    }
    return matchedCount === 1;
  } catch (error) {
    if (duplicateKeyPaths(error) !== undefined) return false;
    throw error;
  }
}

/** The first attempt won. Its events count as committed once a majority has them: only then can nothing undo them. */
async function requireDurable(
  { collections, deadlines }: MongodbCommit,
  events: readonly EventDocument[],
): Promise<void> {
  const found = await collections.audit_events.countDocuments(
    { _id: { $in: events.map((event) => event._id) } },
    { readConcern: { level: 'majority' }, maxTimeMS: deadlines.commandMilliseconds },
  );
  if (found === 0) throw new NotYetDurable();
  if (found < events.length) throw new TypeError('an event id of this commit belongs to another commit');
}

/**
 * A commit without events cannot be recognised by them. If an earlier attempt may have won, the refusal of this one may
 * be its doing: the document is inserted just so, or is gone. As the whole commit is atomic, one such trace is enough.
 */
async function isOwnEffect(
  { collections, deadlines }: MongodbCommit,
  attempt: Attempt,
  change: Change,
): Promise<boolean> {
  if (!attempt.isInDoubt || attempt.events.length > 0 || 'update' in change) return false;
  const id = 'insert' in change ? change.document._id : change.where._id;
  const stored = await collections[collectionOf(change)].findOne(
    { _id: id },
    { maxTimeMS: deadlines.commandMilliseconds },
  );
  if ('delete' in change) return stored === null;
  return isDeepStrictEqual(stored, JSON.parse(JSON.stringify(change.document)));
}

const isTakenId = (error: unknown): boolean => duplicateKeyPaths(error)?.join() === '_id';

/** Random within a growing bound, so that commits which collided once do not collide in step again. */
const backOff = (attempt: number): Promise<void> =>
  delay(Math.random() * Math.min(longestBackoffMilliseconds, 2 ** attempt));
