import { ServiceError } from '../errors/service-error.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentStream } from '../setup/deployment.ts';
import { canonicalEmail, type UserHead, userHeadId } from '../users/user.ts';
import { openSession } from './open-session.ts';
import { presentSession } from './present-session.ts';

/**
 * Opens a session for an address and its password. Unknown, wrong and suspended get the same answer after the same work;
 * the attempt is counted before the password is hashed.
 */
export const signIn: Operation<'signIn'> = async ({ body, heads, now, origin, services }) => {
  const { attempts, users, sessions, hasher, catalog } = services;
  const isForCookie = body.delivery === 'cookie';
  if (isForCookie) origin.requireSameSite();
  const email = canonicalEmail(body.email);
  await attempts.reserve(email, now);

  const userId = await users.findIdByEmail(email);
  const passwordHash = userId === undefined ? undefined : await users.passwordHash(userId);
  const isRight =
    passwordHash === undefined
      ? await hasher.verifyAgainstNobody(body.password)
      : await hasher.verify(passwordHash, body.password);
  const user = userId === undefined ? undefined : await heads.one<UserHead>(userHeadId(userId));
  if (!isRight || userId === undefined || passwordHash === undefined || user?.state !== 'active')
    return refused(userId);

  const name = await users.name(userId, user);
  const session = openSession({
    userId,
    epoch: user.session_epoch,
    clientName: body.client_name ?? null,
    brand: catalog.tokenBrand,
    limits: catalog.sessionLimits,
    now,
  });
  const oldest = await sessions.oldestWhenFull(userId);
  const presented = presentSession(session.record, session.head, true);
  const location = `/v1/sessions/${session.record._id}`;

  return {
    events: [
      {
        action: 'session.created',
        stream: deploymentStream,
        target: { type: 'session', id: session.record._id, name: session.record.client_name },
        actor: { kind: 'user', id: userId, name },
        credential: { kind: 'session', id: session.record._id, name: null },
      },
    ],
    changes: [
      users.guard(userId, user, new ServiceError('invalid_credentials')),
      ...users.recordLogin(userId, now),
      ...(hasher.needsRehash(passwordHash)
        ? [users.rehash(userId, passwordHash, await hasher.hash(body.password))]
        : []),
      ...(oldest === undefined ? [] : sessions.end(oldest._id, userId)),
      ...sessions.insert(session),
      attempts.clear(email),
    ],
    answer: isForCookie
      ? created(
          location,
          { type: 'cookie', session: presented },
          { 'Set-Cookie': services.cookie.set(session.token.value) },
        )
      : created(location, { type: 'session_token', session: presented, session_token: session.token.value }),
  };
};

/** What was typed is not kept: people type passwords into the address field. */
const refused = (userId: string | undefined) => ({
  events: [
    {
      action: 'sign_in.failed',
      stream: deploymentStream,
      outcome: 'denied' as const,
      target: userId === undefined ? null : { type: 'user', id: userId, name: null },
    },
  ],
  changes: [],
  answer: new ServiceError('invalid_credentials'),
});
