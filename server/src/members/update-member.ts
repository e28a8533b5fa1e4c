import type { Operation } from '../operation/operation.ts';
import { okWithTag, requireCurrent } from '../operation/preconditions.ts';
import { assignmentOf, requireGivable } from '../roles/givable-role.ts';
import { findMember, lastOwner } from './find-member.ts';
import { presentMember } from './present-member.ts';

/**
 * Gives a member another role, from the next request on. The role may allow nothing that the caller may not do, which for
 * the caller's own place leaves only stepping down.
 */
export const updateMember: Operation<'updateMember'> = async ({ path, body, ifMatch, workspace, services }) => {
  const { members, users, workspaces } = services;
  const { membership, user } = await findMember(workspace.id, path.user_id, services);
  requireCurrent(ifMatch, presentMember(membership, user));
  await requireGivable(body.role_id, workspace, services);
  const answer = okWithTag(presentMember({ ...membership, role_id: body.role_id }, user));
  if (body.role_id === membership.role_id) return { events: [], changes: [], answer };

  return {
    events: [
      {
        action: 'member.role_changed',
        stream: workspace.id,
        target: { type: 'user', id: user._id, name: user.name },
        changes: [{ member: 'role_id', before: membership.role_id, after: body.role_id }],
      },
    ],
    changes: [
      ...members.setRole(membership, body.role_id, lastOwner()),
      ...assignmentOf(body.role_id, workspace.id, services),
      users.raiseVersion(user._id),
      workspaces.raiseVersion(workspace.id, workspace.head),
    ],
    answer,
  };
};
