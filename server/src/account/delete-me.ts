import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireRecent } from '../sessions/recent-authentication.ts';
import { deletionOf } from '../users/account-deletion.ts';
import { findUserAccount } from '../users/find-user-account.ts';

/** Ends the caller's account, at once and for good. What belongs to workspaces stays with them. */
export const deleteMe: Operation<'deleteMe'> = async ({ caller, heads, now, origin, services }) => {
  requireRecent(caller, now);
  const account = await findUserAccount(caller.id, heads, services);
  return {
    ...(await deletionOf(account, 'member.left', { heads, now, services })),
    answer: noContent(origin.hasSessionCookie ? { 'Set-Cookie': services.cookie.clear() } : undefined),
  };
};
