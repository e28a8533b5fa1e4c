import type { Collection, UpdateFilter } from 'mongodb';
import type { Document, Store } from '../port.ts';
import { duplicateKeyPaths } from './failures.ts';

/** One conditional write to one document, which the server does for one racer only. */
export async function countUp(
  attempts: Collection<Document>,
  { _id, from, at, expires_at }: Parameters<Store['countUp']>[0],
  maxTimeMS: number,
): Promise<boolean> {
  const set = { $set: { count: from + 1, at, expires_at } } as UpdateFilter<Document>;
  try {
    // A missing counter stands at 0: the upsert makes it, unless it exists with another count and the id is taken.
    const result = await attempts.updateOne({ _id, count: from }, set, { upsert: from === 0, maxTimeMS });
    return result.matchedCount + result.upsertedCount === 1;
  } catch (error) {
    if (duplicateKeyPaths(error) !== undefined) return false;
    throw error;
  }
}
