import { recordSystemEvent } from '../audit/system-event.ts';
import type { Clock } from '../clock.ts';
import { type DeploymentHead, deploymentHeadId, deploymentStream } from '../deployment/deployment.ts';
import { StartRefused } from '../errors/start-refused.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import type { Migration } from './migration.ts';

const pageSize = 100;

/** The store was written by a release that this one does not know how to work beside. */
export class UnreadableFormat extends StartRefused {
  override readonly name = 'UnreadableFormat';
  constructor(found: number, own: number) {
    super(
      `The store has format ${found}. This release writes format ${own} and works beside format ${own + 1}; use a newer release.`,
    );
  }
}

interface Upgrade {
  readonly store: Store;
  readonly clock: Clock;
  /** The format that this release writes. */
  readonly format: number;
  readonly migrations: readonly Migration[];
}

/**
 * Brings the store to this release's format, one migration after the other, a page of documents at a time. Where it has come to
 * is written with each page: a process that dies is continued by the next, and of several that start at once each page is
 * done by one. A store that is one format ahead is left as it is: the release before works on while a new one is rolled out.
 * @throws {UnreadableFormat}
 */
export async function upgradeStore(upgrade: Upgrade): Promise<void> {
  for (;;) {
    const head = await readHead(upgrade.store);
    if (head.format > upgrade.format + 1) throw new UnreadableFormat(head.format, upgrade.format);
    if (head.format >= upgrade.format) return;
    const migration = upgrade.migrations.find(({ to }) => to === head.format + 1);
    if (migration === undefined) throw new UnreadableFormat(head.format, upgrade.format);
    await migratePage(migration, head, upgrade);
  }
}

async function migratePage(migration: Migration, head: DeploymentHead, { store, clock }: Upgrade): Promise<void> {
  const position = head.migrated_up_to ?? '';
  const page = await store.find<Document>(
    migration.collection,
    { _id: { $gt: position } },
    { sort: { _id: 1 }, limit: pageSize },
  );
  const last = page.at(-1)?._id;
  const isDone = page.length < pageSize || last === undefined;
  const progress: Change = {
    update: 'heads',
    where: {
      _id: deploymentHeadId,
      format: head.format,
      ...(position === '' ? { migrated_up_to: { $exists: false } } : { migrated_up_to: position }),
    },
    set: isDone
      ? { $set: { format: migration.to }, $unset: { migrated_up_to: true } }
      : { $set: { migrated_up_to: last } },
  };
  const changes = page.flatMap((document) => [...migration.changesOf(document)]);
  const event = recordSystemEvent(
    {
      action: 'deployment.migrated',
      stream: deploymentStream,
      target: null,
      changes: [
        { member: 'format', before: String(head.format), after: isDone ? String(migration.to) : String(head.format) },
        { member: 'documents', before: null, after: String(page.length) },
      ],
    },
    clock.now(),
  );
  // Overtaken by another process that has done this page, or by a request that has changed one of its documents: it is
  // looked at again.
  await commitUnlessOvertaken(store, [event], [progress, ...changes]);
}

async function readHead(store: Store): Promise<DeploymentHead> {
  const head = (await store.heads<DeploymentHead>([deploymentHeadId])).get(deploymentHeadId);
  if (head === undefined) throw new TypeError('a store without its deployment');
  return head;
}
