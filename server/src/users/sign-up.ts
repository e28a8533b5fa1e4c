import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import { accepted, created } from '../operation/answers.ts';
import type { Operation, OperationRequest, Outcome } from '../operation/operation.ts';
import { requireStrongPassword } from '../passwords/password-policy.ts';
import { deploymentStream } from '../setup/deployment.ts';
import { newAccount } from './new-account.ts';
import { issueSignUpCode } from './pending-sign-up.ts';
import { presentUser } from './present-user.ts';
import { canonicalEmail } from './user.ts';

type Request = OperationRequest<'signUp'>;

/**
 * Makes an account for whoever asks, where the deployment is open to that. Where addresses are verified, it only mails: the
 * answer must not tell who has an account.
 */
export const signUp: Operation<'signUp'> = async (request) => {
  const { body, services } = request;
  const { registration, emailVerification } = services.config;
  const isInvited = body.invitation_code !== undefined;
  if (registration === 'closed' || (registration === 'invited' && !isInvited)) {
    throw new ServiceError('insufficient_permissions', {
      detail:
        registration === 'closed'
          ? 'This deployment does not take sign-ups.'
          : 'This deployment takes sign-ups by invitation only.',
    });
  }
  if (body.invitation_code !== undefined) await requireInvitation(body.invitation_code, request);
  requireStrongPassword(body.password, { serviceName: 'latchkey', email: body.email }, '/password');
  return isInvited || emailVerification === 'off' ? createAccount(isInvited, request) : mailWhatFollows(request);
};

/** An invitation's code was mailed to its address, so it also shows who reads the mail there. It is used up by accepting. */
async function requireInvitation(code: string, { body, now, services }: Request): Promise<void> {
  const record = await services.codes.find('invitation', code, now);
  if (record?.data.email !== canonicalEmail(body.email)) throw new ServiceError('gone');
}

async function createAccount(emailVerified: boolean, { body, now, services }: Request): Promise<Outcome<'signUp'>> {
  const user = {
    id: newIdentifier('usr'),
    email: body.email,
    name: body.name,
    passwordHash: await services.hasher.hash(body.password),
    isOperator: false,
    emailVerified,
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
}

/** A known and a new address cost the same work and leave the same trace; only the mail differs. */
async function mailWhatFollows({ body, now, origin, services }: Request): Promise<Outcome<'signUp'>> {
  const { mailQuota, users, hasher, outbox } = services;
  const email = canonicalEmail(body.email);
  await mailQuota.reserve(email, origin, now);
  const [userId, passwordHash] = await Promise.all([users.findIdByEmail(email), hasher.hash(body.password)]);
  const isNew = userId === undefined;
  const issued = await issueSignUpCode(
    services.codes,
    email,
    isNew ? { email: body.email, name: body.name, password_hash: passwordHash } : undefined,
    now,
  );
  const mail = isNew
    ? ({ to: body.email, kind: 'verify_email', data: { code: issued.code } } as const)
    : ({ to: body.email, kind: 'account_exists', data: {} } as const);
  return {
    events: [{ action: 'user.sign_up_requested', stream: deploymentStream, target: null }],
    changes: [...issued.changes, outbox.write(mail, now)],
    answer: accepted({ status: 'accepted' }),
  };
}
