import { ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireCustomRole } from './custom-role.ts';
import { isRoleInUse } from './role-in-use.ts';

/** Deletes a role that nobody has. */
export const deleteRole: Operation<'deleteRole'> = async (request) => {
  const { workspace, now, services } = request;
  const { roles, workspaces } = services;
  // Read before its uses are looked for: whoever is given the role in between makes the deletion fail.
  const role = await requireCustomRole(request, 'optional');
  if (await isRoleInUse(role, now, services)) throw new ServiceError('role_in_use');

  return {
    events: [{ action: 'role.deleted', stream: workspace.id, target: { type: 'role', id: role._id, name: role.name } }],
    changes: [...roles.delete(role), workspaces.raiseVersion(workspace.id, workspace.head)],
    answer: noContent(),
  };
};
