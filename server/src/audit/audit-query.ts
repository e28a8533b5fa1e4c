import type { AuditFilter } from './audit-store.ts';

interface AuditQuery {
  readonly action?: string;
  readonly actor_id?: string;
  readonly target_id?: string;
  readonly outcome?: string;
  readonly occurred_after?: string;
  readonly occurred_before?: string;
}

/** The filters of a list of events, as the query states them. */
export const filterOf = (query: AuditQuery): AuditFilter => ({
  action: query.action,
  actorId: query.actor_id,
  targetId: query.target_id,
  outcome: query.outcome,
  occurredAfter: query.occurred_after === undefined ? undefined : Date.parse(query.occurred_after),
  occurredBefore: query.occurred_before === undefined ? undefined : Date.parse(query.occurred_before),
});
