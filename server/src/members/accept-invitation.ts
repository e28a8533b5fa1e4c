import { ServiceError } from '../errors/service-error.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { assignmentOf } from '../roles/givable-role.ts';
import { canonicalEmail } from '../users/user.ts';
import { maximumWorkspacesPerUser } from '../workspaces/workspace-store.ts';
import { invitationGone, openInvitation } from './open-invitation.ts';
import { presentMember } from './present-member.ts';
import { requireStandingOffer } from './standing-offer.ts';

/**
 * Makes the caller a member. The code must have been mailed to the caller's own address: a forwarded mail opens nothing. Of
 * any number of attempts at the same time one succeeds.
 */
export const acceptInvitation: Operation<'acceptInvitation'> = async ({ body, caller, heads, now, services }) => {
  const { users, members, invitations, codes, workspaces, mailQuota } = services;
  const { code, invitation } = await openInvitation(body.code, now, services);
  const user = await users.find(caller.id);
  if (user === undefined || canonicalEmail(user.email) !== invitation.email) {
    throw new ServiceError('insufficient_permissions', {
      detail: 'This invitation is for another address. Sign in with the account of that address.',
    });
  }
  const { workspace } = await requireStandingOffer(invitation, heads, services);
  const before = await members.find(workspace.id, user._id);
  const alreadyMember = new ServiceError('already_member', { detail: 'You are a member of this workspace already.' });
  if (before?.state === 'active') throw alreadyMember;
  const place = { workspaceId: workspace.id, userId: user._id, roleId: invitation.role_id, now };
  const tooMany = new ServiceError('limit_reached', {
    detail: `One person can be a member of ${maximumWorkspacesPerUser} workspaces.`,
  });

  return {
    events: [
      {
        action: 'invitation.accepted',
        stream: workspace.id,
        target: { type: 'invitation', id: invitation._id, name: null },
        changes: [{ member: 'role_id', before: null, after: invitation.role_id }],
      },
    ],
    changes: [
      ...codes.consume(code, invitationGone()),
      ...(await invitations.end(invitation, 'accepted', invitationGone())),
      ...(await members.roomFor(user._id)),
      ...members.join(place, before, { alreadyMember, tooMany }),
      ...assignmentOf(invitation.role_id, workspace.id, services),
      users.guardActive(invitation.invited_by),
      users.confirmEmail(user._id),
      users.raiseVersion(user._id),
      ...(await mailQuota.clear(invitation.email)),
      workspaces.raiseVersion(workspace.id, workspace.head),
    ],
    answer: created(
      `/v1/workspaces/${workspace.id}/members/${user._id}`,
      presentMember({ role_id: invitation.role_id, created_at: now }, user),
    ),
  };
};
