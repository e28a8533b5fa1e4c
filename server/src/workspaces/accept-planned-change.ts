import { acceptGrants } from '../authorization/accept-grants.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Body } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { KnownWorkspace } from './known-workspace.ts';
import { namedWorkspaces } from './named-workspaces.ts';
import type { PlannedChange, WorkspaceWorld } from './planned-world.ts';
import { presentPolicy } from './present-policy.ts';
import { requireFittingDefault } from './set-policy.ts';

/**
 * A planned change as it would be carried out.
 * @throws {ServiceError} 422 `semantic_error` · `unknown_action`
 */
export function acceptPlannedChange(
  { change }: Body<'previewChange'>,
  world: WorkspaceWorld,
  workspace: KnownWorkspace,
  { catalog }: Pick<Services, 'catalog'>,
): PlannedChange {
  switch (change.kind) {
    case 'remove_member':
      requireThere(world.members, change.user_id, '/change/user_id');
      return { kind: change.kind, userId: change.user_id };
    case 'change_role':
      requireThere(world.members, change.user_id, '/change/user_id');
      requireThere(world.roles, change.role_id, '/change/role_id');
      return { kind: change.kind, userId: change.user_id, roleId: change.role_id };
    case 'update_role': {
      requireCustom(world, change.role_id, catalog.roles);
      const author = { catalog, resolveWorkspace: namedWorkspaces(workspace) };
      const grants = acceptGrants(change.grants, author, '/change/grants');
      return { kind: change.kind, roleId: change.role_id, grants };
    }
    case 'delete_role':
      requireCustom(world, change.role_id, catalog.roles);
      return { kind: change.kind, roleId: change.role_id };
    case 'set_policy':
      requireFittingDefault(change.policy, '/change/policy');
      return { kind: change.kind, policy: presentPolicy(change.policy) };
    case 'suspend':
    case 'delete':
      return { kind: change.kind };
  }
}

function requireThere(entries: ReadonlyMap<string, unknown>, id: string, pointer: string): void {
  if (!entries.has(id)) throw notThere(pointer, 'The workspace has nothing of this id.');
}

function requireCustom(world: WorkspaceWorld, roleId: string, ofCatalog: ReadonlyMap<string, unknown>): void {
  if (ofCatalog.has(roleId)) throw notThere('/change/role_id', 'Roles of the catalog do not change.');
  requireThere(world.roles, roleId, '/change/role_id');
}

const notThere = (pointer: string, detail: string): ServiceError =>
  new ServiceError('semantic_error', { detail, errors: [{ pointer, code: 'semantic_error', detail }] });
