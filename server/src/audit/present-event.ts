import { wireTime } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { RecordedEvent } from './audit-event.ts';

type WireEvent = Wire<'listAuditEvents', 200>['data'][number];

export const presentEvent = (event: RecordedEvent): WireEvent => ({
  id: event._id,
  occurred_at: wireTime(event.occurred_at),
  stream: event.stream,
  action: event.action,
  outcome: event.outcome,
  actor: event.actor,
  credential: event.credential,
  target: event.target,
  environment: event.environment,
  ip: event.ip,
  user_agent: event.user_agent,
  trace_id: event.trace_id,
  changes: event.changes,
  count: event.count,
  reported_by: event.reported_by,
  client_event_id: event.client_event_id,
});
