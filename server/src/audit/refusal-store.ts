import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, Document, EventDocument, Store } from '../storage/port.ts';

/** A count of one refusal in one minute. The first is under the refusal's own id; each process that counts on has its own. */
export interface RefusalCounter extends Document {
  readonly refusal: string;
  readonly first_event_id: string;
  readonly count: number;
  readonly ends_at: number;
}

/** Counts of refusals that are no events yet. */
export const refusalStore = (store: Store) => ({
  find: (refusalId: string): Promise<RefusalCounter | undefined> =>
    store.findOne<RefusalCounter>('audit_refusals', { _id: refusalId }),

  /** The first of its minute, with its event. @returns false if another request was the first */
  begin: (counter: RefusalCounter, event: EventDocument): Promise<boolean> =>
    commitUnlessOvertaken(store, [event], [{ insert: 'audit_refusals', document: counter }]),

  insert: (counter: RefusalCounter): Promise<void> =>
    store.commit([], [{ insert: 'audit_refusals', document: counter }]),

  raise: ({ _id, count }: RefusalCounter): Promise<void> =>
    store.commit([], [{ update: 'audit_refusals', where: { _id }, set: { $max: { count } } }]),

  /** Counters whose minute is over. */
  over: (now: number, limit: number): Promise<RefusalCounter[]> =>
    store.find<RefusalCounter>('audit_refusals', { ends_at: { $lte: now } }, { limit }),

  /** Puts an event in the place of counters; nothing, where nothing was counted. */
  async replace(counters: readonly RefusalCounter[], event: EventDocument | undefined): Promise<void> {
    const removal = counters.map(
      ({ _id, count }): Change => ({
        delete: 'audit_refusals',
        where: event === undefined ? { _id } : { _id, count },
      }),
    );
    // Overtaken by another process, or by a late count: the next round sees it.
    await commitUnlessOvertaken(store, event === undefined ? [] : [event], removal);
  },
});

export type RefusalStore = ReturnType<typeof refusalStore>;
