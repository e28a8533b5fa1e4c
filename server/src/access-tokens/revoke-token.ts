import { type ApiTokenDigest, type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { endOfSecret, endSecret, streamOf } from '../api-tokens/end-secret.ts';
import { digestSecret, parseSecret } from '../api-tokens/token-format.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { Principal, UserPrincipal } from '../authentication/principal.ts';
import { seconds } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import type { Operation, OperationRequest, Outcome } from '../operation/operation.ts';
import { inEveryTrail } from '../personal-tokens/personal-token-events.ts';
import type { RefreshDigest } from '../sessions/session.ts';
import { claimsOfVerified } from './access-token-claims.ts';
import { endChain } from './chain.ts';
import { longestLifeSeconds } from './session-access-token.ts';

type Request = OperationRequest<'revokeToken'>;
type Result = Promise<Outcome<'revokeToken'>> | Outcome<'revokeToken'>;

/**
 * Ends the token that is sent, whoever sends it: holding it is the proof (RFC 7009 §2.1). One that is unknown or has ended is
 * answered like one that ends now (§2.2); only a store that cannot be asked is an error (§2.2.1).
 */
export const revokeToken: Operation<'revokeToken'> = async (request) => {
  const { body, heads, now, services } = request;
  const secret = parseSecret(body.token, services.catalog.tokenBrand);
  if (secret?.kind === 'refresh_token') return endRenewable(request);
  const principal = await services.authentication.principalOf(body.token, heads, now);
  if (principal === undefined) return nothingToEnd;
  if (secret === undefined) return endAccessToken(request, principal);
  return principal.type === 'user' ? endSession(request, principal) : endApiToken(request, principal);
};

/** Used ones too: the session of a refresh token that somebody wants to end is not worth keeping. */
async function endRenewable(request: Request): Promise<Outcome<'revokeToken'>> {
  const { body, heads, now, services } = request;
  const digest = await heads.one<RefreshDigest>(`c:${digestSecret(body.token)}`);
  if (digest?.opens !== 'refresh') return nothingToEnd;
  const principal = await services.authentication.personOf(digest, heads, now);
  return principal === undefined ? nothingToEnd : endSession(request, principal);
}

const endSession = ({ services }: Request, principal: UserPrincipal): Result =>
  done(
    principal,
    { stream: deploymentStream, target: { type: 'session', id: principal.session.id, name: null } },
    // The guard keeps the count of sessions right when all of them end at the same moment.
    [services.users.guard(principal.id, principal.head), ...services.sessions.end(principal.session.id, principal.id)],
  );

function endAccessToken({ body, now }: Request, principal: Principal): Result {
  const claims = claimsOfVerified(body.token);
  if (claims === undefined) throw new TypeError('a verified access token has claims');
  // An exchange at this very moment can still make a token of the chain, of the longest life at most.
  const lastExpiry = now + seconds(longestLifeSeconds);
  const stream = principal.type === 'user' ? deploymentStream : streamOf(principal.record);
  return done(principal, { stream, target: { type: 'access_token_chain', id: claims.chain, name: null } }, [
    endChain(claims.chain, lastExpiry),
  ]);
}

async function endApiToken(
  { body, heads, now, services }: Request,
  principal: Exclude<Principal, UserPrincipal>,
): Promise<Outcome<'revokeToken'>> {
  const { apiTokens } = services;
  const digest = await heads.one<ApiTokenDigest>(`c:${digestSecret(body.token)}`);
  const head = await heads.one<ApiTokenHead>(apiTokenHeadId(principal.id));
  const end = digest === undefined || head === undefined ? undefined : endOfSecret(digest.generation, head, now);
  const { owner, kind } = principal.record;
  const token = await apiTokens.find(owner, kind, principal.id);
  // Read after the head: somebody may have ended it in between.
  const isOver = token === undefined || token.state === 'revoked';
  if (isOver || head === undefined || end === undefined) return nothingToEnd;
  const ended = done(
    principal,
    {
      stream: streamOf(token),
      target: { type: token.kind, id: token._id, name: token.name },
      ...(end !== 'token' && { changes: [{ member: end, before: 'valid', after: 'ended' }] }),
    },
    await endSecret(token, head, end, now, apiTokens),
  );
  if (end !== 'token') return ended;
  return {
    ...ended,
    events: (await Promise.all(ended.events.map((event) => inEveryTrail(event, token, services)))).flat(),
  };
}

const nothingToEnd: Outcome<'revokeToken'> = { events: [], changes: [], answer: { status: 200, body: undefined } };

const done = (
  { type, id, name, environment }: Principal,
  event: Pick<AuditEvent, 'stream' | 'target' | 'changes'>,
  changes: Outcome<'revokeToken'>['changes'],
): Outcome<'revokeToken'> => ({
  events: [{ action: 'credential.revoked', ...event, environment, actor: { kind: type, id, name } }],
  changes,
  answer: { status: 200, body: undefined },
});
