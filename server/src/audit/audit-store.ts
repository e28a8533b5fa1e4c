import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Filter, Store } from '../storage/port.ts';
import type { RecordedEvent } from './audit-event.ts';
import type { PersonalStore } from './personal-store.ts';
import type { SealedEvent } from './sealed-event.ts';

/** Exact filters, all of which must hold. Times are epoch milliseconds; `after` and `before` are exclusive. */
export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actorId?: string | undefined;
  readonly targetId?: string | undefined;
  readonly outcome?: string | undefined;
  readonly occurredAfter?: number | undefined;
  readonly occurredBefore?: number | undefined;
  readonly environment?: 'live' | 'test' | undefined;
}

export const auditStore = (store: Store, personal: PersonalStore) => {
  const page = async (
    stream: string,
    filter: AuditFilter,
    part: Omit<NewestFirst, 'by'>,
  ): Promise<Page<RecordedEvent>> => {
    const found = await findNewestFirst<SealedEvent>(
      store,
      'audit_events',
      { stream, ...conditions(filter) },
      { by: 'occurred_at', ...part },
    );
    return { ...found, documents: await personal.reveal(found.documents) };
  };

  return {
    /** The newest events of a stream. */
    page,

    /** One event of a stream, as it is stored. */
    sealed: (stream: string, eventId: string): Promise<SealedEvent | undefined> =>
      store.findOne<SealedEvent>('audit_events', { _id: eventId, stream }),

    sealedMany: async (eventIds: readonly string[]): Promise<Map<string, SealedEvent>> => {
      const found = await store.find<SealedEvent>('audit_events', { _id: { $in: eventIds } });
      return new Map(found.map((event) => [event._id, event]));
    },

    /** An event of any stream, with its personal values in their places. */
    async revealed(eventId: string): Promise<RecordedEvent | undefined> {
      const sealed = await store.findOne<SealedEvent>('audit_events', { _id: eventId });
      return sealed && (await personal.reveal([sealed]))[0];
    },

    /** The newest events of a stream that somebody did, or that were done to them. */
    async pageAbout(
      stream: string,
      id: string,
      filter: Omit<AuditFilter, 'actorId' | 'targetId'>,
      part: Omit<NewestFirst, 'by'>,
    ): Promise<Page<RecordedEvent>> {
      const [did, suffered] = await Promise.all([
        page(stream, { ...filter, actorId: id }, part),
        page(stream, { ...filter, targetId: id }, part),
      ]);
      const merged = new Map([...did.documents, ...suffered.documents].map((event) => [event._id, event]));
      const sorted = [...merged.values()].sort(newestFirst);
      const documents = sorted.slice(0, part.limit);
      const last = documents.at(-1);
      const hasMore = sorted.length > part.limit || did.next !== undefined || suffered.next !== undefined;
      return hasMore && last !== undefined ? { documents, next: [last.occurred_at, last._id] } : { documents };
    },
  };
};

export type AuditStore = ReturnType<typeof auditStore>;

const newestFirst = (a: RecordedEvent, b: RecordedEvent): number =>
  b.occurred_at - a.occurred_at || (a._id < b._id ? 1 : -1);

function conditions({
  action,
  actorId,
  targetId,
  outcome,
  occurredAfter,
  occurredBefore,
  environment,
}: AuditFilter): Filter {
  return {
    ...(action !== undefined && { action }),
    ...(actorId !== undefined && { 'actor.id': actorId }),
    ...(targetId !== undefined && { 'target.id': targetId }),
    ...(outcome !== undefined && { outcome }),
    ...(environment !== undefined && { environment }),
    ...((occurredAfter !== undefined || occurredBefore !== undefined) && {
      occurred_at: {
        ...(occurredAfter !== undefined && { $gt: occurredAfter }),
        ...(occurredBefore !== undefined && { $lt: occurredBefore }),
      },
    }),
  };
}
