import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Store } from '../storage/port.ts';
import {
  type MembershipRecord,
  membershipId,
  ownerRoleId,
  ownersCounterId,
  type WorkspaceHead,
  workspaceHeadId,
  workspacesCounterId,
} from '../workspaces/workspace.ts';
import { maximumWorkspacesPerUser } from '../workspaces/workspace-store.ts';

export interface NewMember {
  readonly workspaceId: string;
  readonly userId: string;
  readonly roleId: string;
  readonly now: number;
}

/**
 * Memberships as they change. Whoever uses these changes also raises the versions of the workspace and of the person, so
 * that they count on the next request.
 */
export const memberStore = (store: Store) => ({
  /** The membership of a member, or of somebody who has left. */
  find: (workspaceId: string, userId: string): Promise<MembershipRecord | undefined> =>
    store.findOne<MembershipRecord>('memberships', { _id: membershipId(workspaceId, userId) }),

  /** Those who joined last come first. */
  page: (workspaceId: string, part: Omit<NewestFirst, 'by'>): Promise<Page<MembershipRecord>> =>
    findNewestFirst<MembershipRecord>(
      store,
      'memberships',
      { workspace_id: workspaceId, state: 'active' },
      { by: 'created_at', ...part },
    ),

  /** All memberships of a person; there are never more than a person may have, and those of deleted workspaces. */
  allOf: (userId: string): Promise<MembershipRecord[]> =>
    store.find<MembershipRecord>('memberships', { user_id: userId, state: 'active' }),

  hasRole: async (workspaceId: string, roleId: string): Promise<boolean> =>
    (await store.count('memberships', { workspace_id: workspaceId, state: 'active', role_id: roleId }, 1)) > 0,

  /**
   * What a join has to know of the person beforehand: when they are in as many workspaces as they may be, those that were
   * deleted since are no longer counted.
   */
  async roomFor(userId: string): Promise<Change[]> {
    const counter = await store.findOne<{ _id: string; count: number }>('counters', {
      _id: workspacesCounterId(userId),
    });
    if ((counter?.count ?? 0) < maximumWorkspacesPerUser) return [];
    const counted = await store.find<MembershipRecord>('memberships', { user_id: userId, counted: true });
    const heads = await store.heads<WorkspaceHead>(counted.map((one) => workspaceHeadId(one.workspace_id)));
    return counted
      .filter((one) => heads.get(workspaceHeadId(one.workspace_id))?.state === 'deleted')
      .flatMap((one) => [
        { update: 'memberships', where: { _id: one._id, counted: true }, set: { $set: { counted: false } } } as const,
        lowerWorkspaces(userId),
      ]);
  },

  /** Makes somebody a member, for the first time or again. The mark of the last leaving stays. */
  join(
    { workspaceId, userId, roleId, now }: NewMember,
    before: MembershipRecord | undefined,
    refusals: { readonly alreadyMember: ServiceError; readonly tooMany: ServiceError },
  ): Change[] {
    const _id = membershipId(workspaceId, userId);
    const place = { role_id: roleId, state: 'active' as const, counted: true, created_at: now };
    const membership: Change =
      before === undefined
        ? {
            insert: 'memberships',
            document: { _id, workspace_id: workspaceId, user_id: userId, ...place, left_at: null },
            otherwise: refusals.alreadyMember,
          }
        : {
            update: 'memberships',
            where: { _id, state: 'left' },
            set: { $set: place },
            otherwise: refusals.alreadyMember,
          };
    return [
      membership,
      {
        update: 'counters',
        where: { _id: workspacesCounterId(userId), count: { $lt: maximumWorkspacesPerUser } },
        set: { $inc: { count: 1 } },
        otherwise: refusals.tooMany,
      },
      ...(roleId === ownerRoleId ? [raiseOwners(workspaceId)] : []),
    ];
  },

  setRole: (membership: MembershipRecord, roleId: string, lastOwner: ServiceError): Change[] => [
    {
      update: 'memberships',
      where: { _id: membership._id, state: 'active', role_id: membership.role_id },
      set: { $set: { role_id: roleId } },
    },
    ...ownersAfter(membership, roleId, lastOwner),
  ],

  /** Removes a membership with its workspace, and frees the person's place. */
  remove: (membership: MembershipRecord): Change[] => [
    { delete: 'memberships', where: { _id: membership._id, counted: membership.counted } },
    ...(membership.counted ? [lowerWorkspaces(membership.user_id)] : []),
  ],

  /**
   * Ends a membership. What the person's tokens made before could reach here is out of their reach for good.
   * @param leftAt see `leavingTime`
   */
  leave: (membership: MembershipRecord, leftAt: number, lastOwner: ServiceError): Change[] => [
    {
      update: 'memberships',
      where: { _id: membership._id, state: 'active', role_id: membership.role_id, counted: membership.counted },
      set: { $set: { state: 'left', left_at: Math.max(leftAt, membership.left_at ?? 0), counted: false } },
    },
    ...(membership.counted ? [lowerWorkspaces(membership.user_id)] : []),
    ...ownersAfter(membership, undefined, lastOwner),
  ],
});

export type MemberStore = ReturnType<typeof memberStore>;

/** Owners are counted, never looked for: two who demote each other meet at the counter. */
function ownersAfter(membership: MembershipRecord, roleId: string | undefined, lastOwner: ServiceError): Change[] {
  const wasOwner = membership.role_id === ownerRoleId;
  const isOwner = roleId === ownerRoleId;
  if (wasOwner === isOwner) return [];
  return [isOwner ? raiseOwners(membership.workspace_id) : lowerOwners(membership.workspace_id, lastOwner)];
}

const raiseOwners = (workspaceId: string): Change => ({
  update: 'counters',
  where: { _id: ownersCounterId(workspaceId) },
  set: { $inc: { count: 1 } },
});

const lowerOwners = (workspaceId: string, otherwise: ServiceError): Change => ({
  update: 'counters',
  where: { _id: ownersCounterId(workspaceId), count: { $gt: 1 } },
  set: { $inc: { count: -1 } },
  otherwise,
});

const lowerWorkspaces = (userId: string): Change => ({
  update: 'counters',
  where: { _id: workspacesCounterId(userId) },
  set: { $inc: { count: -1 } },
});
