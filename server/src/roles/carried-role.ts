import { type FindCustomRole, noCustomRoles } from '../authorization/grants-of-permission.ts';
import type { StoredPermission } from '../authorization/permission.ts';
import type { Change } from '../storage/port.ts';
import { assignmentOf } from './givable-role.ts';
import { isCustomRoleId } from './role.ts';
import type { RoleStore } from './role-store.ts';

/**
 * The custom role that a token names, in the one workspace whose roles it may carry.
 * @param workspaceId undefined for a token that covers more than one workspace, and so fits no custom role
 */
export async function findCarriedRole(
  permission: StoredPermission | null | undefined,
  workspaceId: string | undefined,
  { roles }: { readonly roles: RoleStore },
): Promise<FindCustomRole> {
  if (permission?.kind !== 'role' || !isCustomRoleId(permission.role_id) || workspaceId === undefined)
    return noCustomRoles;
  const role = await roles.find(workspaceId, permission.role_id);
  return (roleId) => (roleId === role?._id ? role.grants : undefined);
}

/** What giving a token its permission writes beside the token. */
export const carriageOf = (
  permission: StoredPermission | null | undefined,
  workspaceId: string | undefined,
  services: { readonly roles: RoleStore },
): Change[] =>
  permission?.kind === 'role' && workspaceId !== undefined
    ? assignmentOf(permission.role_id, workspaceId, services)
    : [];
