import { deploymentStream } from '../deployment/deployment.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { findUserAccount, lastOperator } from './find-user-account.ts';
import { presentUserAccount } from './present-user-account.ts';

/** Ends a person's sessions and blocks their tokens, at once and everywhere, until the account is resumed. */
export const suspendUser: Operation<'suspendUser'> = async ({ path, heads, services }) => {
  const { users, sessions, deployment } = services;
  const { user, head } = await findUserAccount(path.user_id, heads, services);
  const answer = ok(presentUserAccount(user, { ...head, state: 'suspended' }));
  if (head.state === 'suspended') return { events: [], changes: [], answer };

  return {
    events: [
      { action: 'user.suspended', stream: deploymentStream, target: { type: 'user', id: user._id, name: user.name } },
    ],
    changes: [
      users.suspend(user._id, head),
      sessions.resetCounter(user._id),
      ...(head.is_operator ? [deployment.removeOperator(lastOperator())] : []),
    ],
    answer,
  };
};
