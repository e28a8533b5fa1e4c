import { deploymentStream } from '../deployment/deployment.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import type { Change } from '../storage/port.ts';
import { findUserAccount, lastOperator } from './find-user-account.ts';
import { presentUserAccount } from './present-user-account.ts';

/** Makes somebody an operator, or no longer one, from the next request on. One who can act always remains. */
export const setOperator: Operation<'setOperator'> = async ({ path, body, heads, services }) => {
  const { users, deployment } = services;
  const { user, head } = await findUserAccount(path.user_id, heads, services);
  const answer = ok(presentUserAccount(user, { ...head, is_operator: body.is_operator }));
  if (head.is_operator === body.is_operator) return { events: [], changes: [], answer };
  const count: Change = body.is_operator ? deployment.addOperator() : deployment.removeOperator(lastOperator());

  return {
    events: [
      {
        action: 'operator.changed',
        stream: deploymentStream,
        target: { type: 'user', id: user._id, name: user.name },
        changes: [{ member: 'is_operator', before: String(head.is_operator), after: String(body.is_operator) }],
      },
    ],
    changes: [users.setOperator(user._id, head, body.is_operator), ...(head.state === 'active' ? [count] : [])],
    answer,
  };
};
