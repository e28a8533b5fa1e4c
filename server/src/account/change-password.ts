import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireStrongPassword } from '../passwords/password-policy.ts';
import { endAllSessions } from '../sessions/end-all-sessions.ts';
import { canonicalEmail } from '../users/user.ts';
import { personTarget, requirePerson } from './person.ts';

/**
 * Takes the current password with the new one: an open session alone must not be enough to take an account over. Every other
 * session ends, and codes for a reset are void.
 */
export const changePassword: Operation<'changePassword'> = async ({ body, caller, now, origin, services }) => {
  requirePerson(caller);
  const { attempts, users, codes, outbox } = services;
  const [user, currentHash] = await Promise.all([users.find(caller.id), users.passwordHash(caller.id)]);
  if (user === undefined || currentHash === undefined) throw new TypeError('a person without an account');
  const email = canonicalEmail(user.email);
  requireStrongPassword(body.new_password, { serviceName: 'latchkey', email }, '/new_password');
  using attempt = await attempts.reserve(email, origin, now);

  const event = {
    action: 'user.password_changed',
    stream: deploymentStream,
    target: personTarget(caller.id, caller.name),
  };
  if (!(await attempt.verify(currentHash, body.current_password))) {
    return {
      events: [{ ...event, outcome: 'denied' as const }],
      changes: [],
      answer: new ServiceError('invalid_credentials', { detail: 'The current password is not right.' }),
    };
  }
  const passwordHash = await attempt.hash(body.new_password);
  return {
    events: [event],
    changes: [
      users.rehash(caller.id, currentHash, passwordHash),
      ...endAllSessions(services, caller.id, caller.head, caller.session),
      ...(await codes.revoke('reset_password', caller.id)),
      ...attempts.clear(email, origin, now),
      outbox.write({ to: user.email, kind: 'password_changed', data: {} }, now),
    ],
    answer: noContent(),
  };
};
