import { BoundedMap } from '../bounded-map.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import {
  isWorkspaceId,
  type MembershipRecord,
  membershipId,
  type WorkspaceHead,
  type WorkspaceRecord,
  workspaceHeadId,
} from './workspace.ts';

interface SlugName extends Document {
  readonly workspace_id: string;
}

const slugNameId = (slug: string): string => `slug:${slug}`;
const ownersCounterId = (workspaceId: string): string => `owners:${workspaceId}`;
const workspacesCounterId = (userId: string): string => `workspaces:${userId}`;
export const maximumWorkspacesPerUser = 100;
const mostOwnersTold = 100;

export const workspaceStore = (store: Store) => {
  /** A slug is never changed and never given to another workspace, so what was found once stays true. */
  const idsBySlug = new BoundedMap<string>(50_000);
  const records = new VersionedMemory<WorkspaceRecord>(10_000);
  const roles = new VersionedMemory<string>(100_000);

  return {
    /** The id that a path segment or a request member names: an id stands for itself, a slug is looked up once. */
    async resolveId(idOrSlug: string): Promise<string | undefined> {
      if (isWorkspaceId(idOrSlug)) return idOrSlug;
      const known = idsBySlug.get(idOrSlug);
      if (known !== undefined) return known;
      const found = await store.findOne<SlugName>('names', { _id: slugNameId(idOrSlug) });
      if (found !== undefined) idsBySlug.set(idOrSlug, found.workspace_id);
      return found?.workspace_id;
    },

    /** The same without asking the store: undefined when it was never looked up. */
    knownId: (idOrSlug: string): string | undefined => (isWorkspaceId(idOrSlug) ? idOrSlug : idsBySlug.get(idOrSlug)),

    record: (workspaceId: string, head: WorkspaceHead): Promise<WorkspaceRecord> =>
      records.load(workspaceId, head.version, async () => {
        const record = await store.findOne<WorkspaceRecord>('workspaces', { _id: workspaceId });
        if (record === undefined) throw new TypeError('a workspace head without its workspace');
        return record;
      }),

    /**
     * The id of the one role that a person has in a workspace, or undefined. Every change of a membership raises both
     * versions, the workspace's and the person's, so either one makes what is remembered old.
     */
    async roleId(
      workspaceId: string,
      workspaceVersion: number,
      userId: string,
      userVersion: number,
    ): Promise<string | undefined> {
      const id = membershipId(workspaceId, userId);
      const role = await roles.load(`${id}:${userVersion}`, workspaceVersion, async () => {
        const membership = await store.findOne<MembershipRecord>('memberships', { _id: id });
        return membership?.role_id ?? '';
      });
      return role || undefined;
    },

    membershipsOf: (userId: string, part: Omit<NewestFirst, 'by'>): Promise<Page<MembershipRecord>> =>
      findNewestFirst<MembershipRecord>(store, 'memberships', { user_id: userId }, { by: 'created_at', ...part }),

    /** The people to tell of what concerns the whole workspace. */
    async ownerIds(workspaceId: string): Promise<string[]> {
      const owners = await store.find<MembershipRecord>(
        'memberships',
        { workspace_id: workspaceId, role_id: 'owner', state: { $ne: 'left' } },
        { sort: { created_at: -1, _id: -1 }, limit: mostOwnersTold },
      );
      return owners.map(({ user_id }) => user_id);
    },

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
        role_id: 'owner',
        created_at: record.created_at,
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
