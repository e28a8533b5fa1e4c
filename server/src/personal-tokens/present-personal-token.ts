import { type ApiTokenHead, type ApiTokenRecord, apiTokenState } from '../api-tokens/api-token.ts';
import { presentOverlap } from '../api-tokens/present-overlap.ts';
import { wireTime, wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import { type CoveredWorkspace, unreachedWorkspaces } from './reach.ts';

type WireToken = Wire<'getPersonalToken', 200>;

/** A token as its owner sees it, without its secret, and with the workspaces that it covers and does not reach. */
export function presentPersonalToken(
  record: ApiTokenRecord,
  head: ApiTokenHead | undefined,
  own: ReadonlyMap<string, CoveredWorkspace>,
  now: number,
): WireToken {
  const { reach, permission } = record;
  if (permission === null || reach === null) throw new TypeError('not a personal token');
  const state = apiTokenState(record, now);
  return {
    id: record._id,
    kind: 'personal_token',
    name: record.name,
    description: record.description,
    environment: record.environment,
    display: { prefix: record.display_prefix, last_four: record.last_four },
    permission,
    resource_limit: record.resource_limit,
    workspaces: reach.kind === 'all' ? { kind: 'all' } : { kind: 'list', workspace_ids: Object.keys(reach.workspaces) },
    not_reached: state === 'active' ? unreachedWorkspaces(record, own) : [],
    state,
    created_at: wireTime(record.created_at),
    expires_at: wireTimeOrNull(record.expires_at),
    last_used_at: wireTimeOrNull(head?.last_used_at ?? null),
    overlap: presentOverlap(head, now),
  };
}
