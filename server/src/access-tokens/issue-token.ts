import { digestSecret, parseSecret, type Secret } from '../api-tokens/token-format.ts';
import type { UserPrincipal } from '../authentication/principal.ts';
import { seconds } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import type { Operation, OperationRequest, Outcome } from '../operation/operation.ts';
import { refreshDigest } from '../sessions/open-session.ts';
import { type RefreshDigest, refreshExpiry, slide } from '../sessions/session.ts';
import type { Change } from '../storage/port.ts';
import { newChain } from './access-token-identifier.ts';
import { mintForSession, presentTokenPair } from './session-access-token.ts';

type Request = OperationRequest<'issueToken'>;

/**
 * Renews a session (RFC 6749 §6). A refresh token is used once. The direct predecessor of the current one gets, within the
 * grace, the same successor again, because an answer can be lost. Everything older, or later, means that two hold what one
 * should (RFC 9700 §4.14.2): the session ends.
 */
export const issueToken: Operation<'issueToken'> = async (request) => {
  const { heads, now, services } = request;
  const presented = presentedToken(request);
  const successors = services.refreshTokens.successorsOf(presented);
  const usedId = headOf(digestSecret(presented));
  await heads.read([usedId]);
  const used = heads.get<RefreshDigest>(usedId);
  if (used === undefined || used.opens !== 'refresh') throw refused();
  const principal = await services.authentication.personOf(used, heads, now);
  if (principal === undefined) throw refused();

  if (used.state === 'current') return renew(request, principal, used, successors[0]);
  // Not together with the used one: a read of several is no snapshot, and could have come to the successor before it was
  // there and to its predecessor after. Whoever sees the use sees the successor from now on.
  await heads.read(successors.map(({ digest }) => headOf(digest)));
  // Either way: the clocks of two processes differ by a little, and a clock that was set back must not lengthen the grace.
  const isWithinGrace = Math.abs(now - (used.consumed_at ?? 0)) < seconds(services.config.refreshGraceSeconds);
  const successor = successors.find(({ digest }) => heads.get<RefreshDigest>(headOf(digest))?.state === 'current');
  return successor !== undefined && isWithinGrace
    ? repeat(request, principal, successor)
    : endStolen(principal, services);
};

/** What is wrong with the request itself, in the words of RFC 6749 §5.2. */
function presentedToken({ body, services }: Request): string {
  if (body.grant_type !== 'refresh_token') throw new ServiceError('unsupported_grant_type');
  if (body.scope !== undefined) throw new ServiceError('invalid_scope');
  if (body.refresh_token === undefined) {
    throw new ServiceError('invalid_request', {
      detail: 'The parameter refresh_token is missing.',
      errors: [{ pointer: '/refresh_token', code: 'required', detail: 'This member is required.' }],
    });
  }
  if (parseSecret(body.refresh_token, services.catalog.tokenBrand)?.kind !== 'refresh_token') throw refused();
  return body.refresh_token;
}

async function renew(
  request: Request,
  principal: UserPrincipal,
  used: RefreshDigest,
  successor: Secret,
): Promise<Outcome<'issueToken'>> {
  const { now, services } = request;
  const { sessions, users } = services;
  const { session } = principal;
  return {
    events: [
      {
        action: 'session.refreshed',
        stream: deploymentStream,
        target: { type: 'session', id: session.id, name: null },
        actor: { kind: 'user', id: principal.id, name: principal.name },
        credential: { kind: 'refresh_token', id: session.id, name: null },
      },
    ],
    changes: [
      // Without an error of their own: whoever loses a race looks again, and finds the session ended or the token used.
      users.guard(principal.id, principal.head),
      sessions.guard(session),
      ...sessions.renew(used, refreshDigest(successor, session), now),
      ...useOf(request, principal),
    ],
    answer: await tokensFor(request, principal, successor),
  };
}

async function repeat(request: Request, principal: UserPrincipal, successor: Secret): Promise<Outcome<'issueToken'>> {
  const changes = useOf(request, principal);
  return { events: [], changes, answer: await tokensFor(request, principal, successor) };
}

/** Whoever came second, thief or robbed, is not told more than that the token is not valid. */
function endStolen(
  { session, id, head }: UserPrincipal,
  { sessions, users }: Request['services'],
): Outcome<'issueToken'> {
  return {
    events: [
      {
        action: 'session.reuse_detected',
        stream: deploymentStream,
        outcome: 'denied',
        // To the account, so that whoever was robbed sees it in their own trail; the credential names the session.
        target: { type: 'user', id, name: null },
        credential: { kind: 'refresh_token', id: session.id, name: null },
      },
    ],
    changes: [users.guard(id, head), ...sessions.end(session.id, id)],
    answer: refused(),
  };
}

async function tokensFor(request: Request, { session }: UserPrincipal, successor: Secret) {
  const { now, services } = request;
  const minted = await mintForSession(session, { chain: newChain() }, request);
  const expiresAt = refreshExpiry(session, now, services.catalog.sessionLimits);
  return ok({
    ...presentTokenPair(minted, { value: successor.value, expiresAt }),
    session_id: session.id,
  });
}

function useOf({ now, services }: Request, { session }: UserPrincipal): Change[] {
  const idleExpiresAt = slide(session, now, services.catalog.sessionLimits);
  return idleExpiresAt === undefined ? [] : [services.sessions.slide(session, idleExpiresAt, now)];
}

const headOf = (digest: string): string => `c:${digest}`;
const refused = (): ServiceError => new ServiceError('invalid_grant');
