import { recordSystemEvent } from '../audit/system-event.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, CollectionName } from '../storage/port.ts';
import type { Round } from './round.ts';

/** One thing that is to go, with everything that stands for it. */
export interface Removal {
  /** Where it is kept. */
  readonly from: CollectionName;
  readonly changes: readonly Change[];
}

/** One after the other: a purge is in no hurry, and takes no connection from a request. */
export async function removalsOf<T>(
  from: CollectionName,
  documents: readonly T[],
  changesOf: (document: T) => readonly Change[] | Promise<readonly Change[]>,
): Promise<Removal[]> {
  const removals: Removal[] = [];
  for (const document of documents) removals.push({ from, changes: await changesOf(document) });
  return removals;
}

/** Small, so that no request waits long behind a commit. */
const removedAtOnce = 50;

/**
 * Removes business data; each commit records in the trail how much it removed. A commit that meets somebody else (a request,
 * another process at the same work) is made once more, thing by thing: what is contested waits for the next time, and holds
 * nothing up.
 */
export async function removeAll(round: Round, removals: readonly Removal[]): Promise<void> {
  for (let start = 0; start < removals.length; start += removedAtOnce) {
    const part = removals.slice(start, start + removedAtOnce);
    if ((await commit(round, part)) || part.length === 1) continue;
    for (const removal of part) await commit(round, [removal]);
  }
}

function commit({ store, now, signal }: Round, removals: readonly Removal[]): Promise<boolean> {
  signal.throwIfAborted();
  const changes = [...Map.groupBy(removals, ({ from }) => from)].map(([from, removed]) => ({
    member: from,
    before: String(removed.length),
    after: null,
  }));
  const event = recordSystemEvent(
    { action: 'deployment.purged', stream: deploymentStream, target: null, changes },
    now,
  );
  return commitUnlessOvertaken(
    store,
    [event],
    removals.flatMap((removal) => removal.changes),
  );
}
