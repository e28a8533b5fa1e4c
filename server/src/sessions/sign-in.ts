import { newChain } from '../access-tokens/access-token-identifier.ts';
import { mintForSession, presentTokenPair } from '../access-tokens/session-access-token.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { canonicalEmail, type UserHead, userHeadId } from '../users/user.ts';
import { type OpenedSession, openSession } from './open-session.ts';
import { presentSession, type WireSession } from './present-session.ts';
import { liveSession, refreshExpiry } from './session.ts';

/**
 * Opens a session for an address and its password. Unknown, wrong and suspended get the same answer after the same work;
 * the attempt is counted before the password is hashed.
 */
export const signIn: Operation<'signIn'> = async ({ body, heads, now, origin, services }) => {
  const { attempts, users, sessions, hasher, catalog } = services;
  const kind = body.kind ?? 'sliding';
  const isForCookie = body.delivery === 'cookie';
  if (kind === 'renewable' && isForCookie) throw noCookie();
  if (isForCookie) origin.requireSameSite();
  const email = canonicalEmail(body.email);
  using attempt = await attempts.reserve(email, origin, now);

  const userId = await users.findIdByEmail(email);
  // The head comes first: a password that is replaced while it is checked raises the epoch that is guarded below, and the
  // request is judged anew.
  const user = userId === undefined ? undefined : await heads.one<UserHead>(userHeadId(userId));
  const passwordHash = userId === undefined ? undefined : await users.passwordHash(userId);
  const isRight =
    passwordHash === undefined
      ? await attempt.verifyAgainstNobody(body.password)
      : await attempt.verify(passwordHash, body.password);
  if (!isRight || userId === undefined || passwordHash === undefined || user?.state !== 'active')
    return refused(userId);

  const name = await users.name(userId, user);
  const session = openSession({
    userId,
    epoch: user.session_epoch,
    kind,
    clientName: body.client_name ?? null,
    brand: catalog.tokenBrand,
    limits: catalog.sessionLimits,
    now,
  });
  const oldest = await sessions.oldestWhenFull(userId, user.session_epoch);
  const presented = presentSession(session.record, session.head, true);
  const location = `/v1/sessions/${session.record._id}`;
  const answer =
    kind === 'renewable'
      ? created(location, await tokenPair(session, user, { presented, heads, now, services }))
      : isForCookie
        ? created(
            location,
            { type: 'cookie' as const, session: presented },
            { 'Set-Cookie': services.cookie.set(session.token.value) },
          )
        : created(location, {
            type: 'session_token' as const,
            session: presented,
            session_token: session.token.value,
          });

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
      users.guard(userId, user),
      ...users.recordLogin(userId, now),
      ...(hasher.needsRehash(passwordHash)
        ? [users.rehash(userId, passwordHash, await attempt.hash(body.password))]
        : []),
      ...(oldest === undefined ? [] : sessions.end(oldest._id, userId)),
      ...sessions.insert(session),
      ...attempts.clear(email, origin, now),
    ],
    answer,
  };
};

/** A renewable session has two tokens from the start, so that its first use needs no other request. */
async function tokenPair(
  session: OpenedSession,
  user: UserHead,
  about: {
    readonly presented: WireSession;
    readonly heads: HeadReader;
    readonly now: number;
    readonly services: Services;
  },
) {
  const { now, services } = about;
  const live = liveSession(session.record._id, session.head, user, now);
  if (live === undefined) throw new TypeError('a session is live when it begins');
  const minted = await mintForSession(live, { chain: newChain() }, about);
  return {
    type: 'token_pair' as const,
    session: about.presented,
    ...presentTokenPair(minted, {
      value: session.token.value,
      expiresAt: refreshExpiry(live, now, services.catalog.sessionLimits),
    }),
  };
}

const noCookie = (): ServiceError =>
  new ServiceError('invalid_request', {
    detail: 'A renewable session has no cookie; its tokens come in the body.',
    errors: [{ pointer: '/delivery', code: 'enum', detail: 'Must be body, or absent, for a renewable session.' }],
  });

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
