import type { Breaks } from './breaks.ts';
import type { Presented, Principal } from './principal.ts';
import { digestOf, letterOf } from './secrets.ts';
import { openToken } from './signing-keys.ts';
import { type ApiToken, isLiveSession, type State, stateOf } from './state.ts';

const minute = 60_000;

/** Whom a text stands for now, wherever it was presented; undefined for everything that is not in force. */
export const identify = (
  state: State,
  value: string,
  { now, place, breaks }: { readonly now: number; readonly place: Presented['place']; readonly breaks: Breaks },
): Principal | undefined => {
  const letter = letterOf(value);
  if (letter === undefined) return value.includes('.') ? identifyAccessToken(state, value, now, place) : undefined;
  const digest = digestOf(value);
  if (letter === 's') {
    const session = state.sessions.find((one) => one.digest === digest && one.kind === 'sliding');
    return session === undefined ? undefined : principalOfSession(state, session.id, { place }, now, breaks);
  }
  const token = state.tokens.find(
    (one) =>
      one.secret.digest === digest ||
      (one.previous?.digest === digest && (one.previous.validUntil > now || breaks.has('overlaps-never-end'))),
  );
  if (token === undefined) return undefined;
  const { generation } = token.secret.digest === digest ? token.secret : (token.previous ?? token.secret);
  return principalOfToken(state, token, { place, generation }, now, breaks);
};

const principalOfSession = (
  state: State,
  id: string,
  via: Presented,
  now: number,
  breaks: Breaks,
): Principal | undefined => {
  const session = state.sessions.find((one) => one.id === id);
  const user = state.users.find((one) => one.id === session?.userId);
  if (session === undefined || user === undefined || user.isSuspended) return undefined;
  const isLive = breaks.has('sign-out-ends-nothing') ? session.expiresAt > now : isLiveSession(session, now);
  return isLive ? { kind: 'session', session, user, via } : undefined;
};

const principalOfToken = (
  state: State,
  token: ApiToken,
  via: Presented,
  now: number,
  breaks: Breaks,
): Principal | undefined => {
  const condition = stateOf(token, now);
  const isUsable =
    condition === 'active' ||
    (condition === 'revoked' && breaks.has('revoked-keys-work')) ||
    (condition === 'suspended' && breaks.has('suspended-tokens-work'));
  if (!isUsable) return undefined;
  if (token.kind === 'service_key') return { kind: 'service_key', token, via };
  if (token.kind === 'personal_token') {
    const user = state.users.find(({ id }) => id === token.ownerId);
    return user === undefined || user.isSuspended ? undefined : { kind: 'personal_token', user, token, via };
  }
  const workspace = state.workspaces.find(({ id }) => id === token.ownerId);
  return workspace === undefined || workspace.isDeleted ? undefined : { kind: 'workspace_key', workspace, token, via };
};

/** An access token is as good as what stands behind it now; its signature alone says only who. */
const identifyAccessToken = (
  state: State,
  value: string,
  now: number,
  place: Presented['place'],
): Principal | undefined => {
  const claims = openToken(value, state.signingKeys);
  if (claims === undefined || Number(claims.exp) * 1_000 <= now || state.endedChains.has(String(claims.chain)))
    return undefined;
  const via: Presented = { place, claims: { chain: String(claims.chain), exp: Number(claims.exp) } };
  const none: Breaks = new Set();
  if (typeof claims.sid === 'string') return principalOfSession(state, claims.sid, via, now, none);
  const token = state.tokens.find(({ id }) => id === claims.token_id);
  if (token === undefined) return undefined;
  const { generation } = claims;
  const isOfLivingSecret =
    token.secret.generation === generation ||
    (token.previous !== undefined && token.previous.generation === generation && token.previous.validUntil > now);
  return isOfLivingSecret
    ? principalOfToken(state, token, { ...via, generation: Number(generation) }, now, none)
    : undefined;
};

/** A use moves the idle limit, and never back: a request may be judged later than the ones after it. */
export const noteUse = (principal: Principal, now: number): void => {
  if (principal.kind !== 'session') {
    principal.token.lastUsedAt = Math.max(principal.token.lastUsedAt ?? 0, now);
    return;
  }
  const { session } = principal;
  const idleMinutes = session.kind === 'sliding' ? 31 : 30 * 24 * 60;
  session.idleExpiresAt = Math.max(session.idleExpiresAt, now + idleMinutes * minute);
  session.lastUsedAt = Math.max(session.lastUsedAt, now);
};
