import { deploymentStream } from '../deployment/deployment.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentUserAccount } from './present-user-account.ts';
import { type UserHead, userHeadId } from './user.ts';

/** Everybody with an account. */
export const listUsers: Operation<'listUsers'> = async (request) => {
  const { heads, services } = request;
  const start = startOf('listUsers', deploymentStream, request);
  const page = await services.users.page(start);
  await heads.read(page.documents.map(({ _id }) => userHeadId(_id)));
  const data = page.documents.flatMap((user) => {
    const head = heads.get<UserHead>(userHeadId(user._id));
    return head === undefined ? [] : [presentUserAccount(user, head)];
  });
  return read(nextPage(data, page, start, request));
};
