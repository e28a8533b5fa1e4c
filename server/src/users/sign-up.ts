import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireStrongPassword } from '../passwords/password-policy.ts';
import { deploymentStream } from '../setup/deployment.ts';
import { newAccount } from './new-account.ts';
import { presentUser } from './present-user.ts';

/** Makes an account for whoever asks, where the deployment is open to that. */
export const signUp: Operation<'signUp'> = async ({ body, now, services }) => {
  if (services.config.registration !== 'open') {
    throw new ServiceError('insufficient_permissions', { detail: 'This deployment does not take sign-ups.' });
  }
  requireStrongPassword(body.password, { serviceName: 'latchkey', email: body.email }, '/password');
  const user = {
    id: newIdentifier('usr'),
    email: body.email,
    name: body.name,
    passwordHash: await services.hasher.hash(body.password),
    isOperator: false,
    emailVerified: false,
    now,
  };

  return {
    events: [
      {
        action: 'user.signed_up',
        stream: deploymentStream,
        target: { type: 'user', id: user.id, name: user.name },
        actor: { kind: 'user', id: user.id, name: user.name },
      },
    ],
    changes: newAccount(services, user),
    answer: created('/v1/me', { user: presentUser(services.users.newRecord(user), false) }),
  };
};
