import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { BookkeepingCollection, Change, Filter } from '../storage/port.ts';
import type { Round } from './round.ts';

const removedAtOnce = 200;
const mostCommits = 10;

/** Removes bookkeeping, of which nobody is told. What another process removes at the same moment is gone all the same. */
export async function forget(
  { store, signal }: Round,
  collection: BookkeepingCollection,
  filter: Filter,
): Promise<void> {
  for (let commits = 0; commits < mostCommits; commits += 1) {
    signal.throwIfAborted();
    const over = await store.find(collection, filter, { limit: removedAtOnce, projection: [] });
    if (over.length === 0) return;
    const removal = over.map(({ _id }): Change => ({ delete: collection, where: { _id } }));
    if (!(await commitUnlessOvertaken(store, [], removal))) return;
  }
}
