import { notFound, ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';

/** Withdraws an invitation. One that has ended, in whichever way, stays as it is. */
export const revokeInvitation: Operation<'revokeInvitation'> = async ({ path, workspace, services }) => {
  const { invitations, codes, workspaces } = services;
  const invitation = await invitations.find(workspace.id, path.invitation_id);
  if (invitation === undefined) throw notFound();
  if (invitation.state !== 'pending') return { events: [], changes: [], answer: noContent() };

  return {
    events: [
      {
        action: 'invitation.revoked',
        stream: workspace.id,
        target: { type: 'invitation', id: invitation._id, name: null },
      },
    ],
    changes: [
      ...(await invitations.end(invitation, 'revoked', new ServiceError('conflict'))),
      ...(await codes.revoke('invitation', invitation._id)),
      workspaces.guardRights(workspace.id, workspace.head),
    ],
    answer: noContent(),
  };
};
