import { ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { requireCustomRole } from './custom-role.ts';
import type { RoleRecord } from './role.ts';

/** Deletes a role that nobody has. */
export const deleteRole: Operation<'deleteRole'> = async (request) => {
  const { workspace, now, services } = request;
  const { roles, workspaces } = services;
  // Read before its uses are looked for: whoever is given the role in between makes the deletion fail.
  const role = await requireCustomRole(request, 'optional');
  if (await isInUse(role, now, services)) throw new ServiceError('role_in_use');

  return {
    events: [{ action: 'role.deleted', stream: workspace.id, target: { type: 'role', id: role._id, name: role.name } }],
    changes: [...roles.delete(role), workspaces.raiseVersion(workspace.id, workspace.head)],
    answer: noContent(),
  };
};

/** Members, invitations that can be accepted, and tokens that can be used or resumed. */
export async function isInUse(
  { _id, workspace_id }: RoleRecord,
  now: number,
  { members, invitations, apiTokens }: Pick<Services, 'members' | 'invitations' | 'apiTokens'>,
): Promise<boolean> {
  const uses = await Promise.all([
    members.hasRole(workspace_id, _id),
    invitations.offersRole(workspace_id, _id, now),
    apiTokens.carriesRole(_id, now),
  ]);
  return uses.includes(true);
}
