import { days } from '../clock.ts';
import type { AuditKeyStore } from './audit-key-store.ts';
import type { ChainStore } from './chain-store.ts';
import type { PersonalStore } from './personal-store.ts';
import { recordSystemEvent } from './system-event.ts';

export interface RetentionParts {
  readonly chains: ChainStore;
  readonly keys: AuditKeyStore;
  readonly personal: PersonalStore;
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
  { chains, keys, personal }: RetentionParts,
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
  const apart = await personal.removals(links.map(({ event_id }) => event_id));
  return chains.cut(statement, { before, links, apart }, event);
}
