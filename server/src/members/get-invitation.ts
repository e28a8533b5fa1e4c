import { notFound } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentInvitation } from './invitation.ts';

export const getInvitation: Operation<'getInvitation'> = async ({ path, workspace, now, services }) => {
  const invitation = await services.invitations.find(workspace.id, path.invitation_id);
  if (invitation === undefined) throw notFound();
  return read(ok(presentInvitation(invitation, now)));
};
