import type { Catalog } from './catalog.ts';
import type { Grant } from './grant.ts';
import type { Permission } from './permission.ts';

/** Finds the grants of a workspace's own role by id. System roles come from the catalog. */
export type FindCustomRole = (roleId: string) => readonly Grant[] | undefined;

export const noCustomRoles: FindCustomRole = () => undefined;

/**
 * The grants a permission stands for now. A role or scope that is no longer there stands for nothing, so a token never
 * gains by a deletion.
 */
export const grantsOfPermission = (
  permission: Permission,
  catalog: Pick<Catalog, 'roles' | 'scopes'>,
  findCustomRole: FindCustomRole = noCustomRoles,
): readonly Grant[] => {
  switch (permission.kind) {
    case 'role':
      return catalog.roles.get(permission.roleId)?.grants ?? findCustomRole(permission.roleId) ?? [];
    case 'scopes':
      return permission.scopes.flatMap((scope) => catalog.scopes.get(scope)?.grants ?? []);
    case 'grants':
      return permission.grants;
  }
};
