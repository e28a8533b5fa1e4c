import { hash } from 'node:crypto';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, Document, Store } from '../storage/port.ts';

interface ReportRecord extends Document {
  readonly event_id: string;
  readonly expires_at: number;
}

const reportId = (reporterId: string, clientEventId: string): string =>
  hash('sha256', JSON.stringify([reporterId, clientEventId]), 'base64url');

/** Which reports of a reporter have become which events, so that one that is sent again is not recorded again. */
export const reportStore = (store: Store) => ({
  /** Event ids by the reporter's own ids, of those that were recorded before. */
  async recorded(reporterId: string, clientEventIds: readonly string[]): Promise<Map<string, string>> {
    const ids = new Map(clientEventIds.map((own) => [reportId(reporterId, own), own]));
    const found = await store.find<ReportRecord>('audit_reports', { _id: { $in: [...ids.keys()] } });
    return new Map(found.map(({ _id, event_id }) => [ids.get(_id) ?? '', event_id]));
  },

  insert: (reporterId: string, clientEventId: string, eventId: string, expiresAt: number): Change => ({
    insert: 'audit_reports',
    document: { _id: reportId(reporterId, clientEventId), event_id: eventId, expires_at: expiresAt },
  }),

  async purge(now: number): Promise<void> {
    const over = await store.find('audit_reports', { expires_at: { $lte: now } }, { limit: 200 });
    if (over.length === 0) return;
    await commitUnlessOvertaken(
      store,
      [],
      over.map(({ _id }): Change => ({ delete: 'audit_reports', where: { _id } })),
    );
  },
});

export type ReportStore = ReturnType<typeof reportStore>;
