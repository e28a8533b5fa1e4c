import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireStrongPassword } from '../passwords/password-policy.ts';
import { endAllSessions } from '../sessions/end-all-sessions.ts';
import { canonicalEmail, type UserHead, userHeadId } from '../users/user.ts';
import { personTarget } from './person.ts';

/**
 * Sets a new password for whoever holds the mailed code. All sessions end, whatever else the request says or leaves out, and
 * waiting times for wrong passwords are over: who guessed cannot shut the person out. Nobody is signed in by it. The code counts
 * while the account has the address that it was mailed to.
 */
export const completePasswordReset: Operation<'completePasswordReset'> = async ({ body, heads, now, services }) => {
  const { users, accounts, codes, hasher, attempts, mailQuota, outbox } = services;
  const record = await codes.find('reset_password', body.code, now);
  const user = record === undefined ? undefined : await users.find(record.subject);
  const head = user === undefined ? undefined : await heads.one<UserHead>(userHeadId(user._id));
  if (record === undefined || user === undefined || head === undefined) throw new ServiceError('gone');
  const email = canonicalEmail(user.email);
  if (canonicalEmail(record.data.email ?? '') !== email) throw new ServiceError('gone');
  requireStrongPassword(body.password, { serviceName: 'latchkey', email }, '/password');
  const passwordHash = await hasher.hash(body.password);

  return {
    events: [
      {
        action: 'user.password_reset',
        stream: deploymentStream,
        target: personTarget(user._id, user.name),
        actor: { kind: 'user', id: user._id, name: user.name },
      },
    ],
    changes: [
      ...codes.consume(record, new ServiceError('gone')),
      await accounts.setPassword(user._id, passwordHash),
      accounts.verifyEmail(user),
      ...endAllSessions(services, user._id, head),
      ...(await attempts.forget(email)),
      ...(await mailQuota.clear(email)),
      outbox.write({ to: user.email, kind: 'password_changed', data: {} }, now),
    ],
    answer: noContent(),
  };
};
