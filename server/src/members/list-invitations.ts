import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentInvitation } from './invitation.ts';

/** The invitations of the workspace, also those that have ended. */
export const listInvitations: Operation<'listInvitations'> = async (request) => {
  const { workspace, now, services } = request;
  const start = startOf('listInvitations', workspace.id, request);
  const page = await services.invitations.page(workspace.id, start);
  return read(
    nextPage(
      page.documents.map((invitation) => presentInvitation(invitation, now)),
      page,
      start,
      request,
    ),
  );
};
