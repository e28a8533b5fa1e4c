import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import { recordSystemEvent } from '../audit/system-event.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import type { InvitationRecord } from '../members/invitation.ts';
import type { InvitationStore } from '../members/invitation-store.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { RoleRecord } from '../roles/role.ts';
import type { RoleStore } from '../roles/role-store.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, CollectionName, Document, EventDocument, Filter, Store } from '../storage/port.ts';
import { deletedWorkspaceRetention, type MembershipRecord, type WorkspaceRecord } from '../workspaces/workspace.ts';
import type { WorkspaceStore } from '../workspaces/workspace-store.ts';
import { removalsOf, removeAll } from './removal.ts';
import type { Round } from './round.ts';

export interface WorkspaceParts {
  readonly workspaces: WorkspaceStore;
  readonly apiTokens: ApiTokenStore;
  readonly members: MemberStore;
  readonly invitations: InvitationStore;
  readonly roles: RoleStore;
}

const removedAtOnce = 200;

/**
 * Removes a workspace that was deleted long enough ago: first everything in it, then itself. Its slug stays taken, and its audit
 * trail stays as long as any. Nothing can come in meanwhile, because every change in a workspace is guarded by its head. A
 * round that does not finish is continued by the next.
 */
export async function purgeWorkspace(workspaceId: string, parts: WorkspaceParts, round: Round): Promise<void> {
  const { store, now } = round;
  const { workspaces, apiTokens, members, invitations, roles } = parts;
  const record = await store.findOne<WorkspaceRecord>('workspaces', { _id: workspaceId, state: 'deleted' });
  const deletedAt = record?.deleted_at ?? (await deletionInTrail(store, workspaceId));
  if (record === undefined || deletedAt === undefined || deletedAt > now - deletedWorkspaceRetention) return;

  const remove = async <T extends Document>(
    from: CollectionName,
    filter: Filter,
    changesOf: (document: T) => readonly Change[] | Promise<readonly Change[]>,
  ): Promise<boolean> => {
    const found = await store.find<T>(from, filter, { limit: removedAtOnce });
    await removeAll(round, await removalsOf(from, found, changesOf));
    return found.length === 0;
  };
  const inside = { workspace_id: workspaceId };
  const isEmpty = [
    await remove<ApiTokenRecord>('api_tokens', { owner: workspaceId }, (token) => apiTokens.remove(token)),
    await remove<InvitationRecord>('invitations', inside, (invitation) => invitations.remove(invitation)),
    await remove<RoleRecord>('roles', inside, (role) => roles.remove(role)),
    await remove<MembershipRecord>('memberships', inside, (membership) => members.remove(membership)),
  ];
  if (!isEmpty.every(Boolean)) return;
  const event = recordSystemEvent(
    {
      action: 'workspace.purged',
      stream: deploymentStream,
      target: { type: 'workspace', id: workspaceId, name: record.slug },
    },
    now,
  );
  await commitUnlessOvertaken(store, [event], await workspaces.remove(workspaceId));
}

/** For workspaces that a release deleted which did not note when. */
async function deletionInTrail(store: Store, stream: string): Promise<number | undefined> {
  const [event] = await store.find<EventDocument>(
    'audit_events',
    { stream, action: 'workspace.deleted' },
    { sort: { occurred_at: -1, _id: -1 }, limit: 1 },
  );
  return event?.occurred_at;
}
