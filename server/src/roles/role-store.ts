import type { ServiceError } from '../errors/service-error.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import type { RoleRecord } from './role.ts';

export const maximumCustomRoles = 200;

const counterId = (workspaceId: string): string => `roles:${workspaceId}`;
const nameId = (workspaceId: string, name: string): string => `role:${workspaceId}:${name}`;

interface RoleName extends Document {
  readonly role_id: string;
}

export const roleStore = (store: Store) => {
  const remembered = new VersionedMemory<RoleRecord | 'missing'>(20_000);
  const find = (workspaceId: string, roleId: string): Promise<RoleRecord | undefined> =>
    store.findOne<RoleRecord>('roles', { _id: roleId, workspace_id: workspaceId });

  return {
    find,

    /** The role as of this version of the workspace, which every change of a role raises: the same object while it lasts. */
    async record(workspaceId: string, workspaceVersion: number, roleId: string): Promise<RoleRecord | undefined> {
      const record = await remembered.load(
        `${workspaceId}:${roleId}`,
        workspaceVersion,
        async () => (await find(workspaceId, roleId)) ?? 'missing',
      );
      return record === 'missing' ? undefined : record;
    },

    /** All roles that the workspace has made, newest first. There are never more than 200. */
    allOf: (workspaceId: string): Promise<RoleRecord[]> =>
      store.find<RoleRecord>(
        'roles',
        { workspace_id: workspaceId },
        { sort: { created_at: -1, _id: -1 }, limit: maximumCustomRoles },
      ),

    /** A workspace's counter is made with the workspace, so that counting is always an update. */
    insertCounter: (workspaceId: string): Change => ({
      insert: 'counters',
      document: { _id: counterId(workspaceId), count: 0 },
    }),

    insert: (
      role: RoleRecord,
      refusals: { readonly nameTaken: ServiceError; readonly tooMany: ServiceError },
    ): Change[] => [
      takeName(role._id, role.workspace_id, role.name, refusals.nameTaken),
      {
        update: 'counters',
        where: { _id: counterId(role.workspace_id), count: { $lt: maximumCustomRoles } },
        set: { $inc: { count: 1 } },
        otherwise: refusals.tooMany,
      },
      { insert: 'roles', document: role },
    ],

    update: (
      before: RoleRecord,
      after: Pick<RoleRecord, 'name' | 'description' | 'grants'>,
      nameTaken: ServiceError,
    ): Change[] => [
      {
        update: 'roles',
        where: { _id: before._id, workspace_id: before.workspace_id },
        set: { $set: { name: after.name, description: after.description, grants: after.grants } },
      },
      ...(after.name === before.name
        ? []
        : [giveUpName(before), takeName(before._id, before.workspace_id, after.name, nameTaken)]),
    ],

    /** Holds only if nobody was given the role since `role` was read. */
    delete: (role: RoleRecord): Change[] => [
      { delete: 'roles', where: { _id: role._id, assignments: role.assignments } },
      giveUpName(role),
      { update: 'counters', where: { _id: counterId(role.workspace_id) }, set: { $inc: { count: -1 } } },
    ],

    /** Removes a role with its workspace, whoever holds it. */
    remove: (role: RoleRecord): Change[] => [{ delete: 'roles', where: { _id: role._id } }, giveUpName(role)],

    /** Whoever gives a custom role to a member, an invitation or a token writes it: the giving and a deletion exclude each other. */
    assign: (workspaceId: string, roleId: string): Change => ({
      update: 'roles',
      where: { _id: roleId, workspace_id: workspaceId },
      set: { $inc: { assignments: 1 } },
    }),
  };
};

export type RoleStore = ReturnType<typeof roleStore>;

function takeName(roleId: string, workspaceId: string, name: string, otherwise: ServiceError): Change {
  const document: RoleName = { _id: nameId(workspaceId, name), role_id: roleId };
  return { insert: 'names', document, otherwise };
}

const giveUpName = (role: RoleRecord): Change => ({
  delete: 'names',
  where: { _id: nameId(role.workspace_id, role.name), role_id: role._id },
});
