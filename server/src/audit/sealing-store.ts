import type { Change, EventDocument, Store } from '../storage/port.ts';
import type { RecordedEvent } from './audit-event.ts';
import { sealEvent } from './sealed-event.ts';

/**
 * The store with one addition to each commit: personal values leave the events and lie apart, and every event brings the
 * marker by which it will find its place in its chain. It is done here, at the one way to the database, so that no event of
 * any operation or worker can go without.
 */
export const sealingStore = (store: Store): Store => ({
  ...store,
  commit: (events, changes) => {
    const sealed = events.map((event) => sealEvent(event as RecordedEvent));
    return store.commit(
      sealed.map(({ event }) => event),
      [...changes, ...sealed.flatMap(({ event, personal }) => [markerOf(event), ...personal.map(kept)])],
    );
  },
});

const markerOf = ({ _id, stream }: EventDocument): Change => ({ insert: 'audit_pending', document: { _id, stream } });
const kept = (document: ReturnType<typeof sealEvent>['personal'][number]): Change => ({
  insert: 'audit_personal',
  document,
});
