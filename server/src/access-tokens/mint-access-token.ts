import { seconds, wireTime } from '../clock.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { slide } from '../sessions/session.ts';
import { type DeploymentHead, deploymentHeadId } from '../setup/deployment.ts';
import { newChain, newTokenId } from './access-token-identifier.ts';
import { signAccessToken } from './sign-access-token.ts';

const defaultSeconds = 600;
/** The one client there is until an authorization flow brings others (RFC 9068 §2.2 wants the claim). */
const clientId = 'latchkey';

/** The answer depends on who asks, by whichever header. */
const credentialHeaders = 'Authorization, Cookie, Token, X-API-Key';

/**
 * A short-lived signed token that stands for the caller's session. Exchanging a token keeps the session, the time of the
 * password and the chain, so no exchange outlives a sign-out or the session's absolute limit.
 */
export const mintAccessToken: Operation<'mintAccessToken'> = async ({ query, caller, heads, now, services }) => {
  if (caller.type !== 'user') throw new TypeError('access tokens are minted from sessions');
  const { signingKeys, config, sessions, catalog } = services;
  const deployment = await heads.one<DeploymentHead>(deploymentHeadId);
  if (deployment === undefined) throw new TypeError('the deployment was never founded');
  const keys = await signingKeys.keySet(deployment.signing_keys_version);

  const { session } = caller;
  const issuedAt = Math.floor(now / 1_000) * 1_000;
  const expiresAt = Math.min(
    issuedAt + seconds(query.expiration ?? defaultSeconds),
    Math.floor(session.expiresAt / 1_000) * 1_000,
  );
  const token = await signAccessToken(
    {
      issuer: config.issuer,
      audience: config.audience,
      subject: caller.id,
      clientId,
      issuedAt,
      expiresAt,
      id: newTokenId(),
      chain: caller.chain ?? newChain(),
      source: { kind: 'session', sessionId: session.id, authenticatedAt: session.authenticatedAt },
    },
    keys.active,
  );
  // A token must not outlive the session's idle limit: its holder may have no other way to use the session.
  const idleExpiresAt = slide(session, now, catalog.sessionLimits, expiresAt);

  return {
    events: [],
    changes: idleExpiresAt === undefined ? [] : [sessions.slide(session, idleExpiresAt, now)],
    answer: ok(
      {
        token,
        token_type: 'Bearer',
        expires_in: Math.max(0, (expiresAt - issuedAt) / seconds(1)),
        expires_at: wireTime(expiresAt),
      },
      { Vary: credentialHeaders },
    ),
  };
};
