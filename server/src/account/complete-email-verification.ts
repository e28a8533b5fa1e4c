import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import type { CodeRecord } from '../one-time-codes/one-time-code-store.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation, OperationRequest, Outcome } from '../operation/operation.ts';
import { newAccount } from '../users/new-account.ts';
import { type PendingSignUp, pendingSignUpOf } from '../users/pending-sign-up.ts';
import { canonicalEmail, type UserRecord } from '../users/user.ts';
import { personTarget } from './person.ts';

type Request = OperationRequest<'completeEmailVerification'>;
type Result = Outcome<'completeEmailVerification'>;

/**
 * Takes the mailed code together with the password. The code alone would let a stranger sign up with somebody's address and a
 * password of their own, and have the owner of the address open the account for them.
 */
export const completeEmailVerification: Operation<'completeEmailVerification'> = async (request) => {
  const { body, now, services } = request;
  const record = await services.codes.find('verify_email', body.code, now);
  const pending = pendingSignUpOf(record);
  if (record !== undefined && pending !== undefined) return completeSignUp(record, pending, request);
  const user = record === undefined ? undefined : await services.users.find(record.subject);
  if (record === undefined || user === undefined) throw new ServiceError('gone');
  return verifyAccount(record, user, request);
};

async function completeSignUp(record: CodeRecord, pending: PendingSignUp, request: Request): Promise<Result> {
  const { body, now, origin, services } = request;
  const email = canonicalEmail(pending.email);
  using attempt = await services.attempts.reserve(email, origin, now);
  if (!(await attempt.verify(pending.password_hash, body.password))) return refused(null);
  const id = newIdentifier('usr');
  const about = {
    stream: deploymentStream,
    target: personTarget(id, pending.name),
    actor: { kind: 'user', id, name: pending.name },
  } as const;
  return {
    events: [
      { action: 'user.signed_up', ...about },
      { action: 'user.email_verified', ...about },
    ],
    changes: [
      ...services.codes.consume(record, new ServiceError('gone')),
      ...newAccount(services, {
        id,
        email: pending.email,
        name: pending.name,
        passwordHash: pending.password_hash,
        isOperator: false,
        emailVerified: true,
        now,
      }),
      ...services.attempts.clear(email, origin, now),
      ...(await services.mailQuota.clear(email)),
    ],
    answer: noContent(),
  };
}

async function verifyAccount(record: CodeRecord, user: UserRecord, request: Request): Promise<Result> {
  const { body, now, origin, services } = request;
  const email = canonicalEmail(user.email);
  using attempt = await services.attempts.reserve(email, origin, now);
  const passwordHash = await services.users.passwordHash(user._id);
  const isRight =
    passwordHash === undefined
      ? await attempt.verifyAgainstNobody(body.password)
      : await attempt.verify(passwordHash, body.password);
  if (!isRight) return refused(user._id);
  return {
    events: [
      {
        action: 'user.email_verified',
        stream: deploymentStream,
        target: personTarget(user._id, user.name),
        actor: { kind: 'user', id: user._id, name: user.name },
      },
    ],
    changes: [
      ...services.codes.consume(record, new ServiceError('gone')),
      services.accounts.verifyEmail(user),
      services.users.raiseVersion(user._id),
      ...services.attempts.clear(email, origin, now),
      ...(await services.mailQuota.clear(email)),
    ],
    answer: noContent(),
  };
}

const refused = (userId: string | null): Result => ({
  events: [
    {
      action: 'user.email_verified',
      stream: deploymentStream,
      outcome: 'denied',
      target: userId === null ? null : personTarget(userId, null),
    },
  ],
  changes: [],
  answer: new ServiceError('invalid_credentials', {
    detail: 'This is not the password that was chosen for this address.',
  }),
});
