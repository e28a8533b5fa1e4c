import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import { invitationGone, openInvitation } from '../members/open-invitation.ts';
import { requireStandingOffer } from '../members/standing-offer.ts';
import { accepted, created } from '../operation/answers.ts';
import type { Operation, OperationRequest, Outcome } from '../operation/operation.ts';
import { requireStrongPassword } from '../passwords/password-policy.ts';
import type { Change } from '../storage/port.ts';
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
  const { invitation_code: code } = body;
  if (registration === 'closed' || (registration === 'invited' && code === undefined)) {
    throw new ServiceError('insufficient_permissions', {
      detail:
        registration === 'closed'
          ? 'This deployment does not take sign-ups.'
          : 'This deployment takes sign-ups by invitation only.',
    });
  }
  const invited = code === undefined ? undefined : await requireInvitation(code, request);
  requireStrongPassword(body.password, { serviceName: 'latchkey', email: body.email }, '/password');
  return invited !== undefined || emailVerification === 'off'
    ? createAccount(invited, request)
    : mailWhatFollows(request);
};

/**
 * An invitation's code was mailed to its address, so it also shows who reads the mail there. It is used up by accepting, and
 * lets nobody in whom it would not let accept: whoever was removed from a workspace admits nobody to the deployment any more.
 * @returns what makes the account and an end of the code exclude each other
 */
async function requireInvitation(given: string, { body, heads, now, services }: Request): Promise<Change> {
  const { code, invitation } = await openInvitation(given, now, services);
  if (invitation.email !== canonicalEmail(body.email)) throw invitationGone();
  await requireStandingOffer(invitation, heads, services);
  return services.codes.guard(code);
}

/** @param invited the guard of an invitation's code, which has verified the address */
async function createAccount(
  invited: Change | undefined,
  { body, now, services }: Request,
): Promise<Outcome<'signUp'>> {
  const user = {
    id: newIdentifier('usr'),
    email: body.email,
    name: body.name,
    passwordHash: await services.hasher.hash(body.password),
    isOperator: false,
    emailVerified: invited !== undefined,
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
    changes: [...(invited === undefined ? [] : [invited]), ...newAccount(services, user)],
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
