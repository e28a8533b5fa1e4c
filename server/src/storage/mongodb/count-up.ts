import type { Collection, Filter, UpdateFilter } from 'mongodb';
import type { CounterStep, Document } from '../port.ts';
import { duplicateKeyPaths } from './failures.ts';

/** One conditional write to one document, which the server does for each racer by itself. */
export async function countUp(
  attempts: Collection<Document>,
  counter: CounterStep,
  maxTimeMS: number,
): Promise<boolean> {
  const { _id, at, expires_at } = counter;
  const raise = (count: Filter<Document>, upsert: boolean): Promise<boolean> =>
    raiseOne(attempts, { _id, count }, { $inc: { count: 1 }, $set: { at, expires_at } }, { upsert, maxTimeMS });
  if (!('upTo' in counter)) return raise({ $eq: counter.from }, counter.from === 0);
  if (counter.upTo < 1) return false;
  const isBelow = { $lt: counter.upTo };
  // Another racer may have made the counter at the same moment: it exists then, and may still be raised.
  return (await raise(isBelow, true)) || raise(isBelow, false);
}

/** A missing counter stands at 0: an upsert makes it, unless it exists with another count and the id is taken. */
async function raiseOne(
  attempts: Collection<Document>,
  where: Filter<Document>,
  set: object,
  options: { readonly upsert: boolean; readonly maxTimeMS: number },
): Promise<boolean> {
  try {
    const result = await attempts.updateOne(where, set as UpdateFilter<Document>, options);
    return result.matchedCount + result.upsertedCount === 1;
  } catch (error) {
    if (duplicateKeyPaths(error) !== undefined) return false;
    throw error;
  }
}
