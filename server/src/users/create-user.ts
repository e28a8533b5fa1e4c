import { days } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { newIdentifier } from '../identifier.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { newAccount } from './new-account.ts';
import { presentUserAccount } from './present-user-account.ts';

/** How long a new person has to choose a password with the first code. */
const firstCodeLasts = days(7);

/** Makes an account for somebody. Nobody but them ever knows a password of it: they choose it with the mailed code. */
export const createUser: Operation<'createUser'> = async ({ body, now, services }) => {
  const { users, codes, outbox } = services;
  const user = {
    id: newIdentifier('usr'),
    email: body.email,
    name: body.name,
    externalId: body.external_id,
    passwordHash: undefined,
    isOperator: false,
    emailVerified: false,
    now,
  };
  const issued = await codes.issue({
    purpose: 'reset_password',
    subject: user.id,
    data: { email: user.email },
    expiresAt: now + firstCodeLasts,
  });

  return {
    events: [
      { action: 'user.created', stream: deploymentStream, target: { type: 'user', id: user.id, name: user.name } },
    ],
    changes: [
      ...newAccount(services, user),
      ...issued.changes,
      outbox.write({ to: user.email, kind: 'set_password', data: { code: issued.code, name: user.name } }, now),
    ],
    answer: created(
      `/v1/operator/users/${user.id}`,
      presentUserAccount(users.newRecord(user), { state: 'active', is_operator: false }),
    ),
  };
};
