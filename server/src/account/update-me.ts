import { deploymentStream } from '../deployment/deployment.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { presentUser } from '../users/present-user.ts';
import { personTarget, requirePerson } from './person.ts';

/** Changes what the person says of themselves. The trail keeps that it was changed; it needs no list of somebody's names. */
export const updateMe: Operation<'updateMe'> = async ({ body, caller, services }) => {
  requirePerson(caller);
  const { users, accounts } = services;
  const user = await users.find(caller.id);
  if (user === undefined) throw new TypeError('a user head without its user');
  const name = body.name ?? user.name;
  const answer = ok(presentUser({ ...user, name }, caller.head.is_operator));
  if (name === user.name) return { events: [], changes: [], answer };
  return {
    events: [
      {
        action: 'user.updated',
        stream: deploymentStream,
        target: personTarget(caller.id, name),
        changes: [{ member: 'name', before: null, after: null }],
      },
    ],
    changes: [accounts.rename(caller.id, name), users.raiseVersion(caller.id)],
    answer,
  };
};
