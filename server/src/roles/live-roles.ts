import type { Catalog } from '../authorization/catalog.ts';
import { compileGrants } from '../authorization/compile.ts';
import type { LiveRole } from '../authorization/decide.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import { isCustomRoleId } from './role.ts';
import type { RoleStore } from './role-store.ts';

/** A role as it is at this version of the workspace; undefined for one that is not there (any more). */
export type LiveRoles = (
  workspaceId: string,
  workspaceVersion: number,
  roleId: string,
) => Promise<LiveRole | undefined>;

/**
 * Roles by id: the catalog's are compiled once, a workspace's own once per version of the workspace, which every change of a
 * role raises.
 */
export function createLiveRoles(catalog: Catalog, roles: Pick<RoleStore, 'find'>): LiveRoles {
  const system = new Map(
    [...catalog.roles.values()].map(({ id, grants }) => [id, { id, grants: compileGrants(grants) }]),
  );
  const custom = new VersionedMemory<LiveRole | 'missing'>(20_000);
  return async (workspaceId, workspaceVersion, roleId) => {
    if (!isCustomRoleId(roleId)) return system.get(roleId);
    const role = await custom.load(`${workspaceId}:${roleId}`, workspaceVersion, async () => {
      const record = await roles.find(workspaceId, roleId);
      return record === undefined ? 'missing' : { id: roleId, grants: compileGrants(record.grants) };
    });
    return role === 'missing' ? undefined : role;
  };
}
