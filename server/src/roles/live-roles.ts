import type { Catalog } from '../authorization/catalog.ts';
import { compileGrants } from '../authorization/compile.ts';
import type { LiveRole } from '../authorization/decide.ts';
import { isCustomRoleId, type RoleRecord } from './role.ts';
import type { RoleStore } from './role-store.ts';

/** A role as it is at this version of the workspace; undefined for one that is not there (any more). */
export type LiveRoles = (
  workspaceId: string,
  workspaceVersion: number,
  roleId: string,
) => Promise<LiveRole | undefined>;

/**
 * Roles by id: the catalog's are compiled once, a workspace's own once for each version of the workspace, which every change
 * of a role raises.
 */
export function createLiveRoles(catalog: Catalog, roles: Pick<RoleStore, 'record'>): LiveRoles {
  const system = new Map(
    [...catalog.roles.values()].map(({ id, grants }) => [id, { id, grants: compileGrants(grants) }]),
  );
  const compiled = new WeakMap<RoleRecord, LiveRole>();
  return async (workspaceId, workspaceVersion, roleId) => {
    if (!isCustomRoleId(roleId)) return system.get(roleId);
    const record = await roles.record(workspaceId, workspaceVersion, roleId);
    if (record === undefined) return undefined;
    const role = compiled.get(record) ?? { id: roleId, grants: compileGrants(record.grants) };
    compiled.set(record, role);
    return role;
  };
}
