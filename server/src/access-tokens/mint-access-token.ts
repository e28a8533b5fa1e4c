import { wireTime } from '../clock.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { slide } from '../sessions/session.ts';
import { newChain } from './access-token-identifier.ts';
import { mintForSession } from './session-access-token.ts';

/** The answer depends on who asks, by whichever header. */
const credentialHeaders = 'Authorization, Cookie, Token, X-API-Key';

/**
 * A short-lived signed token that stands for the caller's session. Exchanging a token keeps the session, the time of the
 * password and the chain, so no exchange outlives a sign-out or the session's absolute limit.
 */
export const mintAccessToken: Operation<'mintAccessToken'> = async ({ query, caller, heads, now, services }) => {
  if (caller.type !== 'user') throw new TypeError('access tokens are minted from sessions');
  const { session } = caller;
  const minted = await mintForSession(
    session,
    { chain: caller.chain ?? newChain(), lifeSeconds: query.expiration },
    { heads, now, services },
  );
  // A token must not outlive the session's idle limit: its holder may have no other way to use the session.
  const idleExpiresAt = slide(session, now, services.catalog.sessionLimits, minted.expiresAt);

  return {
    events: [],
    changes: idleExpiresAt === undefined ? [] : [services.sessions.slide(session, idleExpiresAt, now)],
    answer: ok(
      {
        token: minted.token,
        token_type: 'Bearer',
        expires_in: minted.expiresInSeconds,
        expires_at: wireTime(minted.expiresAt),
      },
      { Vary: credentialHeaders },
    ),
  };
};
