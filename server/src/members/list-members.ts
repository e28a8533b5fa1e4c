import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentMember } from './present-member.ts';

/** The people of the workspace. */
export const listMembers: Operation<'listMembers'> = async (request) => {
  const { workspace, services } = request;
  const start = startOf('listMembers', workspace.id, request);
  const page = await services.members.page(workspace.id, start);
  const users = await services.users.findMany(page.documents.map(({ user_id }) => user_id));
  const byId = new Map(users.map((user) => [user._id, user]));
  const data = page.documents.flatMap((membership) => {
    const user = byId.get(membership.user_id);
    return user === undefined ? [] : [presentMember(membership, user)];
  });
  return read(nextPage(data, page, start, request));
};
