import { wireTime } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { SessionHead, SessionRecord } from './session.ts';

export type WireSession = Wire<'getSession', 200>;

export const presentSession = (record: SessionRecord, head: SessionHead, isCurrent: boolean): WireSession => ({
  id: record._id,
  user_id: record.user_id,
  kind: record.kind,
  client_name: record.client_name,
  created_at: wireTime(record.created_at),
  last_used_at: wireTime(head.last_used_at),
  authenticated_at: wireTime(head.authenticated_at),
  idle_expires_at: wireTime(head.idle_expires_at),
  expires_at: wireTime(head.expires_at),
  current_workspace_id: record.current_workspace_id,
  is_current: isCurrent,
});
