import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { findUserAccount } from './find-user-account.ts';
import { presentUserAccount } from './present-user-account.ts';

export const getUser: Operation<'getUser'> = async ({ path, heads, services }) => {
  const { user, head } = await findUserAccount(path.user_id, heads, services);
  return read(ok(presentUserAccount(user, head)));
};
