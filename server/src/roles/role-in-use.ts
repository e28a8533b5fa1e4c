import type { Services } from '../service.ts';
import type { RoleRecord } from './role.ts';

/** Members, invitations that can be accepted, and tokens that can be used or resumed. */
export async function isRoleInUse(
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
