import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import { tokenEvent } from '../api-tokens/token-event.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { WorkspaceRecord } from '../workspaces/workspace.ts';
import type { WorkspaceStore } from '../workspaces/workspace-store.ts';

/**
 * A personal token's beginning or end: an event of the deployment, and one in each workspace that it was made for by name,
 * so that those who answer for a workspace see in its own trail what can reach it.
 */
export async function personalTokenEvents(
  token: ApiTokenRecord,
  verb: 'created' | 'revoked',
  { workspaces }: { readonly workspaces: WorkspaceStore },
): Promise<AuditEvent[]> {
  const event = tokenEvent(token, verb);
  const listed = await listedWorkspaces(token, workspaces);
  return [event, ...listed.map((workspace) => inTrailOf(workspace, event, token))];
}

/** An end that names no owner, by whoever holds the secret, so that it can stand in every trail as it is. */
export async function inEveryTrail(
  event: AuditEvent,
  token: ApiTokenRecord,
  { workspaces }: { readonly workspaces: WorkspaceStore },
): Promise<AuditEvent[]> {
  const listed = await listedWorkspaces(token, workspaces);
  return [event, ...listed.map(({ _id }) => ({ ...event, stream: _id }))];
}

async function listedWorkspaces({ reach }: ApiTokenRecord, workspaces: WorkspaceStore): Promise<WorkspaceRecord[]> {
  if (reach?.kind !== 'list') return [];
  const listed = await workspaces.findMany(Object.keys(reach.workspaces).filter((id) => reach.dropped[id] !== true));
  return listed.filter(({ state }) => state !== 'deleted');
}

/** Where a workspace does not name owners, the token stands for itself: the event would name its owner otherwise. */
export function inTrailOf(
  workspace: Pick<WorkspaceRecord, '_id' | 'policy'>,
  event: AuditEvent,
  token: ApiTokenRecord,
): AuditEvent {
  const there = { ...event, stream: workspace._id };
  return workspace.policy.audit_names_token_owner
    ? there
    : { ...there, actor: { kind: 'personal_token', id: token._id, name: token.name }, credential: null };
}
