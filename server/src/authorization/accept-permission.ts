import { ServiceError } from '../errors/service-error.ts';
import { acceptGrants, type GrantAuthor } from './accept-grants.ts';
import type { Catalog } from './catalog.ts';
import { type FindCustomRole, noCustomRoles } from './grants-of-permission.ts';
import type { Permission, StoredPermission } from './permission.ts';

export interface PermissionAuthor extends GrantAuthor {
  readonly catalog: Catalog;
  /** Absent where only system roles may be given. */
  readonly findCustomRole?: FindCustomRole;
}

/**
 * Accepts the permission of a new token from a request whose shape the contract has checked.
 * @param pointer where it stands in the request, such as `/permission`
 * @throws {ServiceError} `semantic_error` (a role or scope that does not exist, a grant that breaks a rule),
 *   `unknown_action`, `limit_reached`
 */
export const acceptPermission = (asked: StoredPermission, author: PermissionAuthor, pointer: string): Permission => {
  switch (asked.kind) {
    case 'role':
      requireRole(asked.role_id, author, pointer);
      return { kind: 'role', roleId: asked.role_id };
    case 'scopes':
      requireScopes(asked.scopes, author.catalog, pointer);
      return { kind: 'scopes', scopes: [...new Set(asked.scopes)] };
    case 'grants':
      return { kind: 'grants', grants: acceptGrants(asked.grants, author, `${pointer}/grants`) };
  }
};

const requireRole = (
  roleId: string,
  { catalog, findCustomRole = noCustomRoles }: PermissionAuthor,
  pointer: string,
): void => {
  if (catalog.roles.has(roleId) || findCustomRole(roleId) !== undefined) return;
  const detail = 'The workspace has no role of this id.';
  throw new ServiceError('semantic_error', {
    detail,
    errors: [{ pointer: `${pointer}/role_id`, code: 'semantic_error', detail }],
  });
};

const requireScopes = (scopes: readonly string[], catalog: Catalog, pointer: string): void => {
  const detail = 'The catalog has no such scope.';
  const errors = scopes.flatMap((scope, index) =>
    catalog.scopes.has(scope) ? [] : [{ pointer: `${pointer}/scopes/${index}`, code: 'semantic_error', detail }],
  );
  if (errors.length > 0) throw new ServiceError('semantic_error', { detail, errors });
};
