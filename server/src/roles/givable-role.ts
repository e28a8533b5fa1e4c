import { requireContained } from '../authorization/require-contained.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';
import { isCustomRoleId } from './role.ts';

/**
 * Nobody gives a role that allows more than their own.
 * @param workspace as the giver knows it
 * @throws {ServiceError} 422 `semantic_error` (no such role here) · `permission_exceeds_yours`
 */
export async function requireGivable(
  roleId: string,
  workspace: KnownWorkspace,
  { roleOf, catalog }: Pick<Services, 'roleOf' | 'catalog'>,
): Promise<void> {
  const pointer = '/role_id';
  const role = await roleOf(workspace.id, workspace.head.version, roleId);
  if (role === undefined) {
    const detail = 'The workspace has no role of this id.';
    throw new ServiceError('semantic_error', { detail, errors: [{ pointer, code: 'semantic_error', detail }] });
  }
  const held = workspace.role?.grants.grants ?? [];
  requireContained(role.grants.grants, held, { catalog, workspaceId: workspace.id }, () => pointer);
}

/** Giving a custom role writes it, so that it cannot be deleted in the same moment. */
export const assignmentOf = (roleId: string, workspaceId: string, { roles }: Pick<Services, 'roles'>): Change[] =>
  isCustomRoleId(roleId) ? [roles.assign(workspaceId, roleId)] : [];
