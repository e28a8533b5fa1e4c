import { hours } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { accepted } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireRecent } from '../sessions/recent-authentication.ts';
import { canonicalEmail } from '../users/user.ts';
import { personTarget } from './person.ts';

export const emailChangeLasts = hours(1);

/**
 * Mails a code to the new address and a notice to the present one, so that a change that the person did not ask for is seen
 * before it happens: a new password, or the end of all sessions, makes the code worthless. An address that has an account gets
 * a mail that says so, and the code goes nowhere.
 */
export const requestEmailChange: Operation<'requestEmailChange'> = async ({ body, caller, now, origin, services }) => {
  requireRecent(caller, now);
  const { mailQuota, users, codes, outbox } = services;
  const email = canonicalEmail(body.email);
  await mailQuota.reserve(email, origin, now);
  const [user, holder] = await Promise.all([users.find(caller.id), users.findIdByEmail(email)]);
  if (user === undefined) throw new TypeError('a user head without its user');
  const issued = await codes.issue({
    purpose: 'change_email',
    subject: caller.id,
    data: { email: body.email, session_epoch: String(caller.head.session_epoch) },
    expiresAt: now + emailChangeLasts,
  });
  const isTaken = holder !== undefined && holder !== caller.id;
  const mail = isTaken
    ? ({ to: body.email, kind: 'account_exists', data: {} } as const)
    : ({ to: body.email, kind: 'confirm_email_change', data: { code: issued.code } } as const);
  return {
    events: [
      {
        action: 'user.email_change_requested',
        stream: deploymentStream,
        target: personTarget(caller.id, caller.name),
      },
    ],
    changes: [
      ...issued.changes,
      outbox.write(mail, now),
      outbox.write({ to: user.email, kind: 'email_change_notice', data: { new_email: body.email } }, now),
    ],
    answer: accepted({ status: 'accepted' }),
  };
};
