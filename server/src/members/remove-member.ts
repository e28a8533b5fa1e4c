import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireCurrent } from '../operation/preconditions.ts';
import { endTokensLeftBehind } from '../personal-tokens/tokens-left-behind.ts';
import { leavingTime, type UserHead, userHeadId } from '../users/user.ts';
import { findMember, lastOwner } from './find-member.ts';
import { presentMember } from './present-member.ts';

/**
 * Ends a membership, the caller's own or another's, from the next request on. What belongs to the workspace stays;
 * a personal token that was made for this workspace alone ends with it.
 */
export const removeMember: Operation<'removeMember'> = async (request) => {
  const { path, caller, ifMatch, workspace, heads, now, services } = request;
  const { members, users, workspaces } = services;
  const { membership, user } = await findMember(workspace.id, path.user_id, services);
  const head = await heads.one<UserHead>(userHeadId(user._id));
  if (head === undefined) throw new TypeError('a user without a head');
  requireCurrent(ifMatch, presentMember(membership, user));
  const tokens = await endTokensLeftBehind({ userId: user._id, workspaceId: workspace.id }, request);

  return {
    events: [
      {
        action: caller.id === user._id ? 'member.left' : 'member.removed',
        stream: workspace.id,
        target: { type: 'user', id: user._id, name: user.name },
        changes: [{ member: 'role_id', before: membership.role_id, after: null }],
      },
      ...tokens.events,
    ],
    changes: [
      ...members.leave(membership, leavingTime(head, now), lastOwner()),
      ...tokens.changes,
      users.raiseVersionForLeaving(user._id, head),
      workspaces.raiseVersion(workspace.id, workspace.head),
    ],
    answer: noContent(),
  };
};
