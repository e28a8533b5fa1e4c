import { notFound, ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { assignmentOf, requireGivable } from '../roles/givable-role.ts';
import { invitationLasts, presentInvitation, resendPause } from './invitation.ts';
import { mailInvitation } from './invitation-mail.ts';

/** Mails a new code for an invitation that nobody has answered; the one before is refused from then on. */
export const resendInvitation: Operation<'resendInvitation'> = async (request) => {
  const { path, caller, workspace, now, origin, services } = request;
  const { invitations, workspaces, mailQuota } = services;
  const before = await invitations.find(workspace.id, path.invitation_id);
  if (before === undefined) throw notFound();
  if (before.state !== 'pending') {
    throw new ServiceError('conflict', { detail: `This invitation was ${before.state}. Make a new one.` });
  }
  const wait = before.sent_at + resendPause - now;
  if (wait > 0) {
    throw new ServiceError('rate_limit_exceeded', {
      detail: 'An invitation is sent at most once a minute.',
      retryAfterSeconds: Math.ceil(wait / 1_000),
    });
  }
  await requireGivable(before.role_id, workspace, services);
  const sent = { ...before, sent_at: now, expires_at: now + invitationLasts };
  const addressTaken = new ServiceError('conflict', { detail: 'The address has a newer invitation.' });
  const renewed = await invitations.renew(before, { sentAt: now, expiresAt: sent.expires_at }, addressTaken);
  await mailQuota.reserve(before.email, origin, now);

  return {
    events: [
      {
        action: 'invitation.resent',
        stream: workspace.id,
        target: { type: 'invitation', id: before._id, name: null },
      },
    ],
    changes: [
      ...renewed,
      ...(await mailInvitation(sent, { inviterName: caller.name, workspace, now }, services)),
      ...assignmentOf(before.role_id, workspace.id, services),
      workspaces.guardRights(workspace.id, workspace.head),
    ],
    answer: ok(presentInvitation(sent, now)),
  };
};
