import { generateSecret } from '../api-tokens/token-format.ts';
import type { UserPrincipal } from '../authentication/principal.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { notFound, ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import type { Operation, OperationRequest } from '../operation/operation.ts';
import type { Change } from '../storage/port.ts';
import { canonicalEmail } from '../users/user.ts';
import { sessionDigest } from './open-session.ts';
import { findOwnSession } from './own-session.ts';
import { presentSession, type WireSession } from './present-session.ts';

type Request = OperationRequest<'reauthenticate'>;

/**
 * Takes the password again, so that what asks for a recent one may be done. Its attempts are counted with those of signing
 * in: a stolen session must not be a second place to guess at.
 */
export const reauthenticate: Operation<'reauthenticate'> = async (request) => {
  const { body, caller, now, origin, services } = request;
  if (caller.type !== 'user') throw new TypeError('sessions belong to people');
  const found = await findOwnSession(request);
  if (found === undefined || !found.isLive) throw notFound();
  const { attempts, users, sessions } = services;
  const [user, passwordHash] = await Promise.all([users.find(caller.id), users.passwordHash(caller.id)]);
  if (user === undefined || passwordHash === undefined) throw new TypeError('a person without an account');
  const email = canonicalEmail(user.email);
  using attempt = await attempts.reserve(email, origin, now);

  const event = {
    action: 'session.reauthenticated',
    stream: deploymentStream,
    target: { type: 'session', id: found.record._id, name: found.record.client_name },
  };
  if (!(await attempt.verify(passwordHash, body.password))) {
    return {
      events: [{ ...event, outcome: 'denied' as const }],
      changes: [],
      answer: new ServiceError('invalid_credentials', { detail: 'The password is not right.' }),
    };
  }
  const head = { ...found.head, authenticated_at: now };
  const presented = presentSession(found.record, head, found.isCurrent);
  const { changes, answer } = answerFor(request, caller, presented, found.isCurrent);
  return {
    events: [event],
    changes: [sessions.reauthenticate(found.record._id, now), ...changes, ...attempts.clear(email, origin, now)],
    answer,
  };
};

/**
 * A session token that is presented with the password is replaced (ASVS 7.2.4): whoever had got hold of it before loses it.
 * An access token is not traded for one, and another session's is not at hand.
 */
function answerFor(
  { origin, services }: Request,
  { session, credentialKind }: UserPrincipal,
  presented: WireSession,
  isCurrent: boolean,
) {
  if (!isCurrent || credentialKind !== 'session')
    return { changes: [] as Change[], answer: ok({ type: 'unchanged_token' as const, session: presented }) };
  const token = generateSecret('session_token', undefined, services.catalog.tokenBrand);
  const opens = sessionDigest(token, { ...session, generation: session.tokenGeneration + 1 });
  return {
    changes: services.sessions.replaceToken(session, opens),
    answer: origin.hasSessionCookie
      ? ok({ type: 'cookie' as const, session: presented }, { 'Set-Cookie': services.cookie.set(token.value) })
      : ok({ type: 'session_token' as const, session: presented, session_token: token.value }),
  };
}
