import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Filter, Store } from '../storage/port.ts';
import type { RecordedEvent } from './audit-event.ts';

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

export const auditStore = (store: Store) => ({
  /** The newest events of a stream. */
  page: (stream: string, filter: AuditFilter, part: Omit<NewestFirst, 'by'>): Promise<Page<RecordedEvent>> =>
    findNewestFirst<RecordedEvent>(
      store,
      'audit_events',
      { stream, ...conditions(filter) },
      { by: 'occurred_at', ...part },
    ),
});

export type AuditStore = ReturnType<typeof auditStore>;

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
