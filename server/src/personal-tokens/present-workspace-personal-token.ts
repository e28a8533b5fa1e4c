import { type ApiTokenHead, type ApiTokenRecord, apiTokenState } from '../api-tokens/api-token.ts';
import { wireTime, wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { UnreachedReason } from './reach.ts';

type WireToken = Wire<'listWorkspacePersonalTokens', 200>['data'][number];

/** A member's token as the workspace may know it: its other workspaces, and grants that could name them, are left out. */
export function presentWorkspacePersonalToken(
  record: ApiTokenRecord,
  head: ApiTokenHead | undefined,
  blockedBy: UnreachedReason | null,
  now: number,
): WireToken {
  if (record.permission === null) throw new TypeError('a personal token has a permission');
  return {
    id: record._id,
    kind: 'personal_token',
    user_id: record.owner,
    name: record.name,
    environment: record.environment,
    display: { prefix: record.display_prefix, last_four: record.last_four },
    permission_kind: record.permission.kind,
    state: apiTokenState(record, now),
    blocked_by: blockedBy,
    created_at: wireTime(record.created_at),
    expires_at: wireTimeOrNull(record.expires_at),
    last_used_at: wireTimeOrNull(head?.last_used_at ?? null),
  };
}
