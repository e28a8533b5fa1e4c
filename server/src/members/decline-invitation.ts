import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { invitationGone, openInvitation } from './open-invitation.ts';

/** Turns an invitation down, for good. Whoever reads the mail may: no account is needed. */
export const declineInvitation: Operation<'declineInvitation'> = async ({ body, now, services }) => {
  const { code, invitation } = await openInvitation(body.code, now, services);

  return {
    events: [
      {
        action: 'invitation.declined',
        stream: invitation.workspace_id,
        target: { type: 'invitation', id: invitation._id, name: null },
      },
    ],
    changes: [
      ...services.codes.consume(code, invitationGone()),
      ...(await services.invitations.end(invitation, 'declined', invitationGone())),
    ],
    answer: noContent(),
  };
};
