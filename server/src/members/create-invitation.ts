import { ServiceError } from '../errors/service-error.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { assignmentOf, requireGivable } from '../roles/givable-role.ts';
import { canonicalEmail } from '../users/user.ts';
import { type InvitationRecord, invitationLasts, presentInvitation } from './invitation.ts';
import { mailInvitation, newInvitationId } from './invitation-mail.ts';

/** Offers a role to whoever reads the mail of an address. Whether there is an account for it makes no difference here. */
export const createInvitation: Operation<'createInvitation'> = async (request) => {
  const { body, caller, workspace, now, origin, services } = request;
  const { users, members, invitations, workspaces, mailQuota } = services;
  await requireGivable(body.role_id, workspace, services);
  const email = canonicalEmail(body.email);
  const userId = await users.findIdByEmail(email);
  const membership = userId === undefined ? undefined : await members.find(workspace.id, userId);
  if (membership?.state === 'active') throw new ServiceError('already_member');

  const invitation: InvitationRecord = {
    _id: newInvitationId(),
    workspace_id: workspace.id,
    email,
    role_id: body.role_id,
    invited_by: caller.id,
    state: 'pending',
    created_at: now,
    expires_at: now + invitationLasts,
    sent_at: now,
  };
  const addressTaken = new ServiceError('name_taken', {
    detail: 'This address is invited already. Send that invitation again, or withdraw it first.',
  });
  const written = await invitations.insert(invitation, addressTaken);
  // Last of all that may refuse: what is refused anyway mails nothing, and is not counted.
  await mailQuota.reserve(email, origin, now);

  return {
    events: [
      {
        action: 'invitation.created',
        stream: workspace.id,
        target: { type: 'invitation', id: invitation._id, name: null },
        changes: [{ member: 'role_id', before: null, after: invitation.role_id }],
      },
    ],
    changes: [
      ...written,
      ...(await mailInvitation(invitation, { inviterName: caller.name, workspace, now }, services)),
      ...assignmentOf(invitation.role_id, workspace.id, services),
      workspaces.guardRights(workspace.id, workspace.head),
    ],
    answer: created(`/v1/workspaces/${workspace.id}/invitations/${invitation._id}`, presentInvitation(invitation, now)),
  };
};
