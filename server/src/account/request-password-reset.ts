import { hours } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { accepted } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { addressSubject } from '../users/pending-sign-up.ts';
import { canonicalEmail } from '../users/user.ts';
import { personTarget } from './person.ts';

export const resetLasts = hours(1);

/**
 * Mails a code to whoever has the address. For an address without an account a code is made all the same, and thrown away:
 * the two requests do and collide alike, so that neither the answer nor a race tells them apart.
 */
export const requestPasswordReset: Operation<'requestPasswordReset'> = async ({ body, now, origin, services }) => {
  const { mailQuota, users, codes, outbox } = services;
  const email = canonicalEmail(body.email);
  await mailQuota.reserve(email, origin, now);
  const userId = await users.findIdByEmail(email);
  const user = userId === undefined ? undefined : await users.find(userId);
  const issued = await codes.issue({
    purpose: 'reset_password',
    subject: user?._id ?? addressSubject(email),
    data: user === undefined ? {} : { email: user.email },
    expiresAt: now + resetLasts,
  });
  return {
    events: [
      {
        action: 'user.password_reset_requested',
        stream: deploymentStream,
        target: user === undefined ? null : personTarget(user._id, null),
      },
    ],
    changes: [
      ...issued.changes,
      ...(user === undefined
        ? []
        : [outbox.write({ to: user.email, kind: 'reset_password', data: { code: issued.code } }, now)]),
    ],
    answer: accepted({ status: 'accepted' }),
  };
};
