import { days } from '../clock.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import type { AuditKeyStore } from './audit-key-store.ts';
import type { ChainLink, ChainStore } from './chain-store.ts';
import { commitUnlessOvertaken } from './race-store.ts';
import { type PersonalDocument, personalIdsOf } from './sealed-event.ts';
import { recordSystemEvent } from './system-event.ts';

export interface RetentionParts {
  readonly store: Store;
  readonly chains: ChainStore;
  readonly keys: AuditKeyStore;
  readonly retentionDays: number;
}

/** Events that leave in one commit. */
const cutAtOnce = 200;
const mostCuts = 50;

/**
 * Removes events that are older than the retention, from the head of each chain up to a checkpoint that is itself that old. The
 * cut is signed, and an event of its own says how far it went: what follows still verifies, and nobody without the key can
 * pass off a loss as a cut.
 */
export async function cutOldEvents(parts: RetentionParts, now: number): Promise<void> {
  const { chains, retentionDays } = parts;
  for (let cuts = 0; cuts < mostCuts; ) {
    const old = await chains.checkpointsBefore(now - days(retentionDays), 100);
    const first = new Map(old.toReversed().map((checkpoint) => [checkpoint.stream, checkpoint]));
    if (first.size === 0) return;
    for (const [stream, checkpoint] of first) {
      cuts += 1;
      if (!(await cut(parts, stream, checkpoint.seq, now))) return;
    }
  }
}

/** False if somebody else is at it. */
async function cut(
  { store, chains, keys }: RetentionParts,
  stream: string,
  through: number,
  now: number,
): Promise<boolean> {
  const before = await chains.cutOf(stream);
  const links = await chains.links(stream, before?.seq ?? 0, through, cutAtOnce);
  const last = links.at(-1);
  if (last === undefined) return false;
  const statement = await keys.sign('cut', { stream, seq: last.seq, hash: last.hash, created_at: now });
  const event = recordSystemEvent(
    {
      action: 'audit_stream.cut',
      stream,
      target: { type: 'audit_stream', id: stream, name: null },
      changes: [{ member: 'kept_after_seq', before: String(before?.seq ?? 0), after: String(last.seq) }],
    },
    now,
  );
  const covered = await chains.checkpoints(stream, 0, last.seq);
  return commitUnlessOvertaken(
    store,
    [event],
    [
      chains.insertCut(statement),
      ...(before === undefined ? [] : [remove('audit_cuts', before)]),
      ...links.map((link) => remove('audit_chain', link)),
      ...links.map(({ event_id }) => remove('audit_events', { _id: event_id })),
      ...(await personalOf(store, links)).map((document) => remove('audit_personal', document)),
      ...covered.map((checkpoint) => remove('audit_checkpoints', checkpoint)),
    ],
  );
}

const remove = (collection: Extract<Change, { delete: unknown }>['delete'], { _id }: Document): Change => ({
  delete: collection,
  where: { _id },
});

const personalOf = (store: Store, links: readonly ChainLink[]): Promise<PersonalDocument[]> =>
  store.find<PersonalDocument>('audit_personal', {
    _id: { $in: links.flatMap(({ event_id }) => personalIdsOf(event_id)) },
  });
