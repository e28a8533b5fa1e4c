import { deploymentStream } from '../deployment/deployment.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { endTokensOf } from './end-tokens.ts';
import { findUserAccount } from './find-user-account.ts';

/** Ends every credential of a person that may have leaked. Whoever still knows the password can sign in again. */
export const endUserCredentials: Operation<'endUserCredentials'> = async ({ path, heads, now, services }) => {
  const { users, sessions } = services;
  const { user, head } = await findUserAccount(path.user_id, heads, services);
  const tokens = await endTokensOf(user._id, now, services);

  return {
    events: [
      {
        action: 'user.credentials_ended',
        stream: deploymentStream,
        target: { type: 'user', id: user._id, name: user.name },
      },
      ...tokens.events,
    ],
    changes: [users.endSessions(user._id, head), sessions.resetCounter(user._id), ...tokens.changes],
    answer: noContent(),
  };
};
