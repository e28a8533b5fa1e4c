import { recordSystemEvent } from '../audit/system-event.ts';
import type { Clock } from '../clock.ts';
import { type DeploymentHead, deploymentHeadId, deploymentStream } from '../deployment/deployment.ts';
import { StartRefused } from '../errors/start-refused.ts';
import type { CollectionName } from '../storage/collections.ts';
import { type Change, CommitConflict, type Document, type Filter, type Store } from '../storage/port.ts';

/** A backup does not start by itself: whoever starts it has to know that the past comes back with it. */
export class BackupNotAdmitted extends StartRefused {
  override readonly name = 'BackupNotAdmitted';
  constructor() {
    super(
      'The store is a restored backup. What was revoked after it was made would count again, so start it once with --after-restore: that ends every session, suspends every API token and voids every mailed code.',
    );
  }
}

const pageSize = 100;
const mostConflicts = 10;

/**
 * Lets a restored store start. An old state does not know what was revoked since, so every credential in it is taken out of
 * use first: sessions end, API tokens wait to be resumed by somebody who knows them, mailed codes are void. Starting again
 * after a crash in the middle takes up where it was.
 * @throws {BackupNotAdmitted} for a copy made by our own backup that is started like any other store
 */
export async function admitBackup(store: Store, clock: Clock, afterRestore: boolean): Promise<void> {
  const head = (await store.heads<DeploymentHead>([deploymentHeadId])).get(deploymentHeadId);
  if (!afterRestore) {
    if (head?.is_backup === true) throw new BackupNotAdmitted();
    return;
  }
  const commit = (changes: readonly Change[]): Promise<void> =>
    store.commit(
      [recordSystemEvent({ action: 'deployment.restored', stream: deploymentStream, target: null }, clock.now())],
      changes,
    );
  await changeAll(store, commit, 'heads', { _id: { $gt: 'u:', $lt: 'u;' } }, endSessions);
  await changeAll(store, commit, 'api_tokens', { state: 'active' }, suspend);
  await changeAll(store, commit, 'codes', {}, (code) => [{ delete: 'codes', where: { _id: code._id } }]);
  await commit([{ update: 'heads', where: { _id: deploymentHeadId }, set: { $unset: { is_backup: true } } }]);
}

/** Ends every session of a person, by a new epoch. */
const endSessions = (head: Document): Change[] => [
  { update: 'heads', where: { _id: head._id }, set: { $inc: { session_epoch: 1 } } },
  { update: 'counters', where: { _id: `sessions:${head._id.slice(2)}` }, set: { $set: { count: 0 } } },
];

const suspend = (token: Document): Change[] => [
  { update: 'api_tokens', where: { _id: token._id, state: 'active' }, set: { $set: { state: 'suspended' } } },
  {
    update: 'heads',
    where: { _id: `t:${token._id}` },
    set: { $set: { state: 'suspended' }, $inc: { version: 1 } },
  },
];

/** A page at a time, in the order of ids, because what was changed may still match. */
async function changeAll(
  store: Store,
  commit: (changes: readonly Change[]) => Promise<void>,
  collection: CollectionName,
  filter: Filter,
  changesOf: (document: Document) => Change[],
): Promise<void> {
  let after = '';
  let conflicts = 0;
  for (;;) {
    const page = await store.find<Document>(
      collection,
      { $and: [filter, { _id: { $gt: after } }] },
      { sort: { _id: 1 }, limit: pageSize },
    );
    const last = page.at(-1);
    if (last === undefined) return;
    try {
      await commit(page.flatMap(changesOf));
      after = last._id;
      conflicts = 0;
    } catch (thrown) {
      conflicts += 1;
      // Another process that was started with the same word is at the same page.
      if (!(thrown instanceof CommitConflict) || conflicts > mostConflicts) throw thrown;
    }
  }
}
