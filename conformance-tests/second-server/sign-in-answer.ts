import { accessTokenOf } from './access-tokens.ts';
import type { Call } from './call.ts';
import { catalog } from './catalog.ts';
import type { JsonObject } from './json.ts';
import { type Answer, created } from './refusal.ts';
import { digestOf, letters, newId, newSecret } from './secrets.ts';
import { isLiveSession, type Session, timestamp, type User } from './state.ts';

const second = 1_000;
const day = 86_400 * second;
const mostSessions = 100;

export const showSession = (session: Session, current?: Session) => ({
  id: session.id,
  user_id: session.userId,
  kind: session.kind,
  client_name: session.clientName,
  created_at: timestamp(session.createdAt),
  last_used_at: timestamp(session.lastUsedAt),
  authenticated_at: timestamp(session.authenticatedAt),
  idle_expires_at: timestamp(Math.min(session.idleExpiresAt, session.expiresAt)),
  expires_at: timestamp(session.expiresAt),
  current_workspace_id: session.currentWorkspaceId,
  is_current: session === current,
});

/** A new session and the secret that is told this once. At the limit the oldest one ends. */
const startSession = (
  { state, now }: Call,
  user: User,
  wanted: JsonObject,
): { readonly session: Session; readonly secret: string } => {
  const isRenewable = wanted.kind === 'renewable';
  const secret = newSecret(isRenewable ? letters.refresh : letters.session).value;
  const session: Session = {
    id: newId('ses'),
    userId: user.id,
    kind: isRenewable ? 'renewable' : 'sliding',
    clientName: wanted.client_name === undefined ? null : String(wanted.client_name),
    createdAt: now,
    lastUsedAt: now,
    authenticatedAt: now,
    idleExpiresAt: now + (isRenewable ? 30 * day : (catalog.session_limits.idle_seconds + 60) * second),
    expiresAt: now + (isRenewable ? 90 * day : catalog.session_limits.absolute_seconds * second),
    currentWorkspaceId: null,
    digest: digestOf(secret),
    consumed: undefined,
    spent: new Set(),
    isEnded: false,
  };
  const live = state.sessions.filter((one) => one.userId === user.id && isLiveSession(one, now));
  if (live.length >= mostSessions && live[0] !== undefined) live[0].isEnded = true;
  state.sessions.push(session);
  user.loginCount += 1;
  user.lastLoginAt = now;
  return { session, secret };
};

export const signInAnswer = (call: Call, user: User, wanted: JsonObject): Answer => {
  const { session, secret } = startSession(call, user, wanted);
  const location = `/v1/sessions/${session.id}`;
  const shown = showSession(session, session);
  if (wanted.kind === 'renewable') {
    const pair = accessTokenOf(call, { kind: 'session', user, session, via: { place: 'bearer' } });
    const refreshed = { refresh_token: secret, refresh_expires_at: timestamp(session.idleExpiresAt) };
    const { token, token_type, expires_in } = pair;
    return created(location, {
      type: 'token_pair',
      session: shown,
      access_token: token,
      token_type,
      expires_in,
      ...refreshed,
    });
  }
  return created(location, { type: 'session_token', session: shown, session_token: secret });
};
