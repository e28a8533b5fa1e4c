import { secretEnd } from '../api-tokens/api-token.ts';
import type { ApiTokenPrincipal, UserPrincipal } from '../authentication/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import type { Operation, OperationRequest, Outcome } from '../operation/operation.ts';
import { slide } from '../sessions/session.ts';
import type { Change } from '../storage/port.ts';
import { accessTokenSubject } from './access-token-subject.ts';
import { type IssuedAccessToken, issueAccessToken } from './issue-access-token.ts';

type Request = OperationRequest<'mintAccessToken'>;

/** The answer depends on who asks, by whichever header. */
const credentialHeaders = 'Authorization, Cookie, Token, X-API-Key';

/** A short-lived signed token that stands for the caller's session or API token. */
export const mintAccessToken: Operation<'mintAccessToken'> = (request) =>
  request.caller.type === 'user' ? mintFromSession(request.caller, request) : mintFromApiToken(request.caller, request);

/**
 * Exchanging a token keeps the session, the time of the password and the chain, so no exchange outlives a sign-out or the
 * session's absolute limit.
 */
async function mintFromSession(caller: UserPrincipal, { query, heads, now, services }: Request) {
  const { session } = caller;
  const issued = await issueAccessToken(
    {
      subject: caller.id,
      source: { kind: 'session', sessionId: session.id, authenticatedAt: session.authenticatedAt },
      chain: caller.chain,
      lifeSeconds: query.expiration,
      latest: session.expiresAt,
      now,
    },
    heads,
    services,
  );
  // A token must not outlive the session's idle limit: its holder may have no other way to use the session.
  const idleExpiresAt = slide(session, now, services.catalog.sessionLimits, issued.expiresAt);
  return minted(issued, idleExpiresAt === undefined ? [] : [services.sessions.slide(session, idleExpiresAt, now)]);
}

/**
 * It dies with the secret it was minted with. It cannot be exchanged: an exchange would let whoever caught one short-lived
 * token live on it for as long as the API token does.
 */
async function mintFromApiToken(caller: ApiTokenPrincipal, { query, heads, now, services }: Request) {
  if (caller.chain !== undefined) {
    throw new ServiceError('insufficient_permissions', {
      detail: 'An access token of an API token is not exchanged. Mint another with the API token itself.',
    });
  }
  const { id, environment, generation } = caller;
  const issued = await issueAccessToken(
    {
      subject: accessTokenSubject(caller),
      source: { kind: 'api_token', tokenId: id, environment, generation },
      chain: undefined,
      lifeSeconds: query.expiration,
      latest: secretEnd(generation, caller.head),
      now,
    },
    heads,
    services,
  );
  return minted(issued, []);
}

const minted = ({ body }: IssuedAccessToken, changes: readonly Change[]): Outcome<'mintAccessToken'> => ({
  events: [],
  changes,
  answer: ok(body, { Vary: credentialHeaders }),
});
