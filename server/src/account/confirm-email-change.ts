import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { canonicalEmail, type UserHead, userHeadId } from '../users/user.ts';
import { personTarget } from './person.ts';

/**
 * Puts the new address in place of the old one. Codes that were mailed to the old address open nothing any more. The change is
 * asked for in a session, and ends with it when all end: whoever changes or resets their password because of the notice must
 * not lose the account afterwards to a code that an intruder had mailed to themselves.
 */
export const confirmEmailChange: Operation<'confirmEmailChange'> = async ({ body, heads, now, services }) => {
  const { users, accounts, codes, mailQuota, outbox } = services;
  const record = await codes.find('change_email', body.code, now);
  const user = record === undefined ? undefined : await users.find(record.subject);
  const head = user === undefined ? undefined : await heads.one<UserHead>(userHeadId(user._id));
  const email = record?.data.email;
  if (record === undefined || user === undefined || head?.state !== 'active' || email === undefined)
    throw new ServiceError('gone');
  if (record.data.session_epoch !== String(head.session_epoch)) throw new ServiceError('gone');

  return {
    events: [
      {
        action: 'user.email_changed',
        stream: deploymentStream,
        target: personTarget(user._id, user.name),
        actor: { kind: 'user', id: user._id, name: user.name },
      },
    ],
    changes: [
      ...codes.consume(record, new ServiceError('gone')),
      ...accounts.changeEmail(
        user,
        email,
        new ServiceError('name_taken', { detail: 'An account with this e-mail address exists.' }),
      ),
      users.guard(user._id, head),
      users.raiseVersion(user._id),
      ...(await codes.revoke('reset_password', user._id)),
      ...(await codes.revoke('verify_email', user._id)),
      ...(await mailQuota.clear(canonicalEmail(email))),
      outbox.write({ to: user.email, kind: 'email_changed', data: { new_email: email } }, now),
    ],
    answer: noContent(),
  };
};
