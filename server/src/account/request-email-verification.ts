import { deploymentStream } from '../deployment/deployment.ts';
import { accepted } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { addressSubject, issueSignUpCode, pendingSignUpOf, verificationLasts } from '../users/pending-sign-up.ts';
import { canonicalEmail } from '../users/user.ts';

/** Mails another code to an address that waits for verification, be it of a sign-up or of an account. */
export const requestEmailVerification: Operation<'requestEmailVerification'> = async ({
  body,
  now,
  origin,
  services,
}) => {
  const { mailQuota, users, codes, outbox } = services;
  const email = canonicalEmail(body.email);
  await mailQuota.reserve(email, origin, now);
  const userId = await users.findIdByEmail(email);
  const user = userId === undefined ? undefined : await users.find(userId);
  const pending = pendingSignUpOf(await codes.outstanding('verify_email', addressSubject(email), now));

  const isUnverified = user !== undefined && !user.email_verified;
  const issued = isUnverified
    ? await codes.issue({ purpose: 'verify_email', subject: user._id, expiresAt: now + verificationLasts })
    : await issueSignUpCode(codes, email, user === undefined ? pending : undefined, now);
  const to = isUnverified ? user.email : user === undefined ? pending?.email : undefined;
  return {
    events: [{ action: 'user.email_verification_requested', stream: deploymentStream, target: null }],
    changes: [
      ...issued.changes,
      ...(to === undefined ? [] : [outbox.write({ to, kind: 'verify_email', data: { code: issued.code } }, now)]),
    ],
    answer: accepted({ status: 'accepted' }),
  };
};
