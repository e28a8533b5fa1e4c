import { type Change, CommitConflict, type EventDocument, type Store } from './port.ts';

/**
 * Commits what any process may do and one has to. @returns false if another one was faster: nothing of this commit was
 * written then, and the next round sees what the other has done
 */
export async function commitUnlessOvertaken(
  store: Store,
  events: readonly EventDocument[],
  changes: readonly Change[],
): Promise<boolean> {
  try {
    await store.commit(events, changes);
    return true;
  } catch (thrown) {
    if (thrown instanceof CommitConflict) return false;
    throw thrown;
  }
}
