import { type ApiTokenHead, type ApiTokenRecord, apiTokenState } from '../api-tokens/api-token.ts';
import { presentOverlap } from '../api-tokens/present-overlap.ts';
import { wireTime, wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';

type WireKey = Wire<'getWorkspaceKey', 200>;

/** A key as lists show it: nothing in here, and nothing it is made from, gives the secret away. */
export function presentWorkspaceKey(record: ApiTokenRecord, head: ApiTokenHead | undefined, now: number): WireKey {
  if (record.permission === null || record.workspace_id === null) throw new TypeError('not a workspace key');
  return {
    id: record._id,
    kind: 'workspace_key',
    name: record.name,
    description: record.description,
    environment: record.environment,
    display: { prefix: record.display_prefix, last_four: record.last_four },
    permission: record.permission,
    resource_limit: record.resource_limit,
    workspace_id: record.workspace_id,
    state: apiTokenState(record, now),
    created_at: wireTime(record.created_at),
    created_by: record.created_by,
    expires_at: wireTimeOrNull(record.expires_at),
    last_used_at: wireTimeOrNull(head?.last_used_at ?? null),
    overlap: presentOverlap(head, now),
  };
}
