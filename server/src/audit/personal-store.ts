import { minutes } from '../clock.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import type { RecordedEvent } from './audit-event.ts';
import { type PersonalDocument, personalIdsOf, revealEvent, type SealedEvent } from './sealed-event.ts';

interface ErasureRecord extends Document {
  readonly requested_at: number;
}

const sweptAtOnce = 200;
/** How long an erasure stays to catch what a commit that was under way at its moment has written. */
const lingering = minutes(10);

/** What the trail says of persons, kept apart from it. */
export const personalStore = (store: Store) => {
  /** What is known of these events, without what is to be erased: that is hidden from the moment of the request. */
  async function of(eventIds: readonly string[]): Promise<Map<string, PersonalDocument[]>> {
    const byEvent = new Map<string, PersonalDocument[]>();
    if (eventIds.length === 0) return byEvent;
    const found = await store.find<PersonalDocument>('audit_personal', {
      _id: { $in: eventIds.flatMap(personalIdsOf) },
    });
    const persons = [...new Set(found.flatMap(({ person }) => person ?? []))];
    const erased =
      persons.length === 0
        ? new Set<string>()
        : new Set((await store.find('audit_erasures', { _id: { $in: persons } })).map(({ _id }) => _id));
    for (const document of found) {
      if (document.person !== null && erased.has(document.person)) continue;
      byEvent.set(document.event_id, [...(byEvent.get(document.event_id) ?? []), document]);
    }
    return byEvent;
  }

  return {
    of,

    /** Events with their personal values in their places. */
    async reveal(events: readonly SealedEvent[]): Promise<RecordedEvent[]> {
      const personal = await of(events.map(({ _id }) => _id));
      return events.map((event) => revealEvent(event, personal.get(event._id) ?? []));
    },

    /** What removes everything that is kept of these events. */
    async removals(eventIds: readonly string[]): Promise<Change[]> {
      const found = await store.find<PersonalDocument>('audit_personal', {
        _id: { $in: eventIds.flatMap(personalIdsOf) },
      });
      return found.map(({ _id }): Change => ({ delete: 'audit_personal', where: { _id } }));
    },

    /**
     * Erases a person from the trail, as a change of the commit that deletes them: nothing of them is shown from then on, and
     * the worker removes their values from the database soon after. The events themselves, and the chain, stay.
     * @param personId a user's id, or whatever else an event names as `targetPerson`
     */
    erasePerson: (personId: string, now: number): Change => ({
      insert: 'audit_erasures',
      document: { _id: personId, requested_at: now },
    }),

    /** Removes the values of everybody who is to be erased. */
    async sweep(now: number): Promise<void> {
      for (const erasure of await store.find<ErasureRecord>('audit_erasures', {}, { limit: 100 })) {
        const isClean = await removeAllOf(erasure._id);
        if (isClean && now - erasure.requested_at > lingering) {
          await commitUnlessOvertaken(store, [], [{ delete: 'audit_erasures', where: { _id: erasure._id } }]);
        }
      }
    },
  };

  /** True if there was nothing left to remove. */
  async function removeAllOf(person: string): Promise<boolean> {
    for (let round = 0; ; round += 1) {
      const found = await store.find<PersonalDocument>('audit_personal', { person }, { limit: sweptAtOnce });
      if (found.length === 0) return round === 0;
      const removal = found.map(({ _id }): Change => ({ delete: 'audit_personal', where: { _id } }));
      if (!(await commitUnlessOvertaken(store, [], removal))) return false;
    }
  }
};

export type PersonalStore = ReturnType<typeof personalStore>;
