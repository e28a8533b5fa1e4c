import { deploymentStream } from '../deployment/deployment.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { findUserAccount } from './find-user-account.ts';
import { presentUserAccount } from './present-user-account.ts';

/** Lets a suspended person in again. Sessions that were ended stay ended. */
export const resumeUser: Operation<'resumeUser'> = async ({ path, heads, services }) => {
  const { users, deployment } = services;
  const { user, head } = await findUserAccount(path.user_id, heads, services);
  const answer = ok(presentUserAccount(user, { ...head, state: 'active' }));
  if (head.state === 'active') return { events: [], changes: [], answer };

  return {
    events: [
      { action: 'user.resumed', stream: deploymentStream, target: { type: 'user', id: user._id, name: user.name } },
    ],
    changes: [users.resume(user._id, head), ...(head.is_operator ? [deployment.addOperator()] : [])],
    answer,
  };
};
