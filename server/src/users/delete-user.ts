import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireRecent } from '../sessions/recent-authentication.ts';
import { deletionOf } from './account-deletion.ts';
import { findUserAccount } from './find-user-account.ts';

/** Deletes somebody's account, for good. */
export const deleteUser: Operation<'deleteUser'> = async ({ path, caller, heads, now, services }) => {
  requireRecent(caller, now);
  const account = await findUserAccount(path.user_id, heads, services);
  return { ...(await deletionOf(account, 'member.removed', { heads, now, services })), answer: noContent() };
};
