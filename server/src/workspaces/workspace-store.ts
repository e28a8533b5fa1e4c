import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import {
  isWorkspaceId,
  type MembershipRecord,
  membershipId,
  ownerRoleId,
  ownersCounterId,
  type Standing,
  standingOf,
  type WorkspaceHead,
  type WorkspaceRecord,
  workspaceHeadId,
  workspacesCounterId,
} from './workspace.ts';

interface SlugName extends Document {
  readonly workspace_id: string;
}

const longestSlug = 63;
const slugNameId = (slug: string): string => `slug:${slug}`;
export const maximumWorkspacesPerUser = 100;
const mostOwnersTold = 100;

export const workspaceStore = (store: Store) => {
  /** A slug is never changed and never given to another workspace, so what was found once stays true. */
  const idsBySlug = new BoundedMap<string>(50_000);
  const records = new VersionedMemory<WorkspaceRecord>(10_000);
  const memberships = new VersionedMemory<readonly MembershipRecord[]>(10_000);
  const standings = new VersionedMemory<Standing | null>(100_000);

  return {
    /** The id that a path segment or a request member names: an id stands for itself, a slug is looked up once. */
    async resolveId(idOrSlug: string): Promise<string | undefined> {
      if (isWorkspaceId(idOrSlug)) return idOrSlug;
      const known = idsBySlug.get(idOrSlug);
      if (known !== undefined || idOrSlug.length > longestSlug) return known;
      const found = await store.findOne<SlugName>('names', { _id: slugNameId(idOrSlug) });
      if (found !== undefined) idsBySlug.set(idOrSlug, found.workspace_id);
      return found?.workspace_id;
    },

    /** The same without asking the store: undefined when it was never looked up. */
    knownId: (idOrSlug: string): string | undefined => (isWorkspaceId(idOrSlug) ? idOrSlug : idsBySlug.get(idOrSlug)),

    record: (workspaceId: string, head: WorkspaceHead): WorkspaceRecord | Promise<WorkspaceRecord> =>
      records.load(workspaceId, head.version, async () => {
        const record = await store.findOne<WorkspaceRecord>('workspaces', { _id: workspaceId });
        if (record === undefined) throw new TypeError('a workspace head without its workspace');
        return record;
      }),

    /**
     * The standing of a person in a workspace, or undefined. Every change of a membership raises both versions, the
     * workspace's and the person's, so either one makes what is remembered old.
     */
    async standing(
      workspaceId: string,
      workspaceVersion: number,
      userId: string,
      userVersion: number,
    ): Promise<Standing | undefined> {
      const id = membershipId(workspaceId, userId);
      const standing = await standings.load(
        `${id}:${userVersion}`,
        workspaceVersion,
        async () => standingOf(await store.findOne<MembershipRecord>('memberships', { _id: id })) ?? null,
      );
      return standing ?? undefined;
    },

    membershipsOf: (userId: string, part: Omit<NewestFirst, 'by'>): Promise<Page<MembershipRecord>> =>
      findNewestFirst<MembershipRecord>(
        store,
        'memberships',
        { user_id: userId, state: 'active' },
        { by: 'created_at', ...part },
      ),

    /** Everybody who is a member now. */
    membersOf: (workspaceId: string): Promise<MembershipRecord[]> =>
      store.find<MembershipRecord>('memberships', { workspace_id: workspaceId, state: 'active' }),

    /** The people to tell of what concerns the whole workspace. */
    async ownerIds(workspaceId: string): Promise<string[]> {
      const owners = await store.find<MembershipRecord>(
        'memberships',
        { workspace_id: workspaceId, role_id: 'owner', state: { $ne: 'left' } },
        { sort: { created_at: -1, _id: -1 }, limit: mostOwnersTold },
      );
      return owners.map(({ user_id }) => user_id);
    },

    /** Every membership of a person, remembered while their head has the same version: each change of one raises it. */
    everyMembershipOf: (
      userId: string,
      userVersion: number,
    ): readonly MembershipRecord[] | Promise<readonly MembershipRecord[]> =>
      memberships.load(userId, userVersion, async () => {
        const filter = { user_id: userId, state: 'active' };
        const page = { by: 'created_at', limit: maximumWorkspacesPerUser } as const;
        return (await findNewestFirst<MembershipRecord>(store, 'memberships', filter, page)).documents;
      }),

    findMany: (ids: readonly string[]): Promise<WorkspaceRecord[]> =>
      ids.length === 0 ? Promise.resolve([]) : store.find<WorkspaceRecord>('workspaces', { _id: { $in: ids } }),

    insert(
      record: WorkspaceRecord,
      ownerId: string,
      refusals: { readonly slugTaken: ServiceError; readonly tooMany: ServiceError },
    ): Change[] {
      const head: WorkspaceHead = { _id: workspaceHeadId(record._id), state: 'active', slug: record.slug, version: 1 };
      const membership: MembershipRecord = {
        _id: membershipId(record._id, ownerId),
        workspace_id: record._id,
        user_id: ownerId,
        role_id: ownerRoleId,
        state: 'active',
        counted: true,
        created_at: record.created_at,
        left_at: null,
      };
      return [
        {
          insert: 'names',
          document: { _id: slugNameId(record.slug), workspace_id: record._id },
          otherwise: refusals.slugTaken,
        },
        {
          update: 'counters',
          where: { _id: workspacesCounterId(ownerId), count: { $lt: maximumWorkspacesPerUser } },
          set: { $inc: { count: 1 } },
          otherwise: refusals.tooMany,
        },
        { insert: 'workspaces', document: record },
        { insert: 'heads', document: head },
        { insert: 'memberships', document: membership },
        { insert: 'counters', document: { _id: ownersCounterId(record._id), count: 1 } },
      ];
    },

    /** Every workspace of the deployment that is not deleted. */
    page: (part: Omit<NewestFirst, 'by'>): Promise<Page<WorkspaceRecord>> =>
      findNewestFirst<WorkspaceRecord>(
        store,
        'workspaces',
        { state: { $in: ['active', 'suspended'] } },
        { by: 'created_at', ...part },
      ),

    /**
     * Changes the record of a workspace as it was judged. The head's version goes up with it, so that what anybody
     * remembers of policy, roles and members is read anew.
     */
    update: (
      workspaceId: string,
      head: WorkspaceHead,
      set: {
        readonly name?: string;
        readonly policy?: WorkspacePolicy;
        readonly state?: WorkspaceHead['state'];
        readonly deleted_at?: number;
      },
    ): Change[] => [
      { update: 'workspaces', where: { _id: workspaceId }, set: { $set: { ...set } } },
      {
        update: 'heads',
        where: { _id: workspaceHeadId(workspaceId), state: head.state, version: head.version },
        set: { ...(set.state !== undefined && { $set: { state: set.state } }), $inc: { version: 1 } },
      },
    ],

    /** Removes what is left of a deleted workspace once its members, roles and keys are gone. Its slug stays taken. */
    async remove(workspaceId: string): Promise<Change[]> {
      const counters = await store.find('counters', {
        _id: { $in: ['owners', 'tokens', 'roles'].map((counted) => `${counted}:${workspaceId}`) },
      });
      return [
        ...counters.map(({ _id }): Change => ({ delete: 'counters', where: { _id } })),
        { delete: 'workspaces', where: { _id: workspaceId, state: 'deleted' } },
        { delete: 'heads', where: { _id: workspaceHeadId(workspaceId), state: 'deleted' } },
      ];
    },

    /** For changes of members and roles: a guard of the rights they were judged by that makes them count at once. */
    raiseVersion: (workspaceId: string, head: WorkspaceHead): Change => ({
      update: 'heads',
      where: { _id: workspaceHeadId(workspaceId), state: head.state, version: head.version },
      set: { $inc: { version: 1 } },
    }),

    insertCounter: (userId: string): Change => ({
      insert: 'counters',
      document: { _id: workspacesCounterId(userId), count: 0 },
    }),

    /**
     * The head that gives a right, at the version the right was judged by. A real write: a change of roles, policy or
     * members in between makes it fail, and snapshot isolation cannot let both pass.
     */
    guardRights: (workspaceId: string, head: WorkspaceHead): Change => ({
      update: 'heads',
      where: { _id: workspaceHeadId(workspaceId), state: 'active', version: head.version },
      set: { $inc: { guards: 1 } },
    }),
  };
};

export type WorkspaceStore = ReturnType<typeof workspaceStore>;
