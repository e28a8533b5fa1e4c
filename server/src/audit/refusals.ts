import { hash, randomUUID } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';
import { minutes, seconds } from '../clock.ts';
import { newIdentifier } from '../identifier.ts';
import type { Logger } from '../logger.ts';
import {
  type AuditEvent,
  type EventAuthor,
  type RecordedEvent,
  type RequestOrigin,
  recordEvent,
} from './audit-event.ts';
import type { AuditStore } from './audit-store.ts';
import type { RefusalCounter, RefusalStore } from './refusal-store.ts';

/** A security action that one of our operations has refused. */
export interface Refusal {
  readonly event: AuditEvent;
  readonly author: EventAuthor | undefined;
  readonly origin: RequestOrigin;
  readonly now: number;
}

interface Counting {
  readonly id: string;
  /** The one document that this count is written to: no other count writes it. */
  readonly documentId: string;
  readonly firstEventId: string;
  readonly endsAt: number;
  count: number;
  written: number;
}

/** How long after its minute a count is still open, for counts that are written behind. */
const settling = seconds(5);

/**
 * Refusals become events: the first of an actor, action and minute at once, in whichever process it happens; the rest are
 * counted, and written as one event when the minute is over. So somebody who tries a million times cannot fill the trail, and
 * cannot hide in it either. Counts are written behind the answers; a process that is killed loses the last of them.
 */
export function createRefusals(store: RefusalStore, audit: AuditStore, logger: Logger) {
  const counting = new BoundedMap<Counting>(10_000);
  let writing: Promise<void> = Promise.resolve();

  async function record(refusal: Refusal): Promise<void> {
    const minute = Math.floor(refusal.now / minutes(1));
    const id = refusalId(refusal, minute);
    const known = counting.get(id);
    if (known === undefined) return first(id, refusal, (minute + 1) * minutes(1) + settling);
    countOne(known);
  }

  async function first(id: string, { event, author, origin, now }: Refusal, endsAt: number): Promise<void> {
    const recorded = recordEvent(event, { id: newIdentifier('evt'), now, origin, author });
    const counter: RefusalCounter = {
      _id: id,
      refusal: id,
      first_event_id: recorded._id,
      count: 0,
      ends_at: endsAt,
    };
    if (await store.begin(counter, recorded)) {
      counting.set(id, newCounting(id, recorded._id, endsAt));
    } else {
      await joinCounting(id, endsAt);
    }
  }

  /** Another request, of this process or another, was the first. */
  async function joinCounting(id: string, endsAt: number): Promise<void> {
    const found = await store.find(id);
    const known = counting.get(id) ?? newCounting(id, found?.first_event_id ?? '', endsAt);
    counting.set(id, known);
    countOne(known);
  }

  /** One write at a time, so that however many refusals come meanwhile, the next write carries them all. */
  function countOne(known: Counting): void {
    known.count += 1;
    writing = writing.then(() => writeBehind(known));
  }

  async function writeBehind(known: Counting): Promise<void> {
    if (known.written >= known.count) return;
    const count = known.count;
    const counter: RefusalCounter = {
      _id: known.documentId,
      refusal: known.id,
      first_event_id: known.firstEventId,
      count,
      ends_at: known.endsAt,
    };
    try {
      await (known.written === 0 ? store.insert(counter) : store.raise(counter));
      known.written = count;
    } catch (error) {
      logger.warn({ err: error }, 'a count of refusals was not written');
    }
  }

  /** Writes what was counted in minutes that are over: one event for each, by one process. */
  async function summarize(now: number): Promise<void> {
    const over = await store.over(now, 200);
    const groups = Map.groupBy(over, ({ refusal }) => refusal);
    for (const counters of groups.values()) await summarizeOne(counters, now);
  }

  async function summarizeOne(counters: readonly RefusalCounter[], now: number): Promise<void> {
    const count = counters.reduce((sum, counter) => sum + counter.count, 0);
    const event = count === 0 ? undefined : await repeated(counters[0]?.first_event_id, count, now);
    await store.replace(counters, event);
  }

  /** The first refusal once more, standing for all that followed it. */
  async function repeated(firstId: string | undefined, count: number, now: number): Promise<RecordedEvent | undefined> {
    const known = firstId === undefined ? undefined : await audit.revealed(firstId);
    return known && { ...known, _id: newIdentifier('evt'), occurred_at: now, count };
  }

  return {
    record,
    summarize,
    /** Waits for counts that are being written. */
    settled: () => writing,
  };
}

export type Refusals = ReturnType<typeof createRefusals>;

const newCounting = (id: string, firstEventId: string, endsAt: number): Counting => ({
  id,
  documentId: `${id}:${randomUUID()}`,
  firstEventId,
  endsAt,
  count: 0,
  written: 0,
});

/** Who, what and when; a stranger is whoever uses the address. */
function refusalId({ event, author, origin }: Refusal, minute: number): string {
  const actor = author?.actor.id ?? origin.ip;
  return hash(
    'sha256',
    JSON.stringify([event.stream, actor, event.action, event.target?.id ?? null, minute]),
    'base64url',
  );
}
