import { generateSecret, type Secret } from '../api-tokens/token-format.ts';
import { seconds } from '../clock.ts';
import { newIdentifier } from '../identifier.ts';
import {
  idleExpiry,
  limitsOf,
  type RefreshDigest,
  type Session,
  type SessionDigest,
  type SessionKind,
  type SessionLimits,
  sessionHeadId,
} from './session.ts';
import type { NewSession } from './session-store.ts';

export interface OpenedSession extends NewSession {
  /** Shown once, in the answer or as the cookie: the session token, or the first refresh token of a renewable session. */
  readonly token: Secret;
}

/** A new session of a person who has just given their password. Its id and token are new, whatever the request brought. */
export function openSession(about: {
  readonly userId: string;
  readonly epoch: number;
  readonly kind: SessionKind;
  readonly clientName: string | null;
  readonly brand: string;
  /** The catalog's, for sliding sessions. */
  readonly limits: SessionLimits;
  readonly now: number;
}): OpenedSession {
  const { userId, epoch, kind, clientName, brand, now } = about;
  const limits = limitsOf(kind, about.limits);
  const id = newIdentifier('ses');
  const token = generateSecret(kind === 'sliding' ? 'session_token' : 'refresh_token', undefined, brand);
  const expiresAt = now + seconds(limits.absoluteSeconds);
  return {
    token,
    opens:
      kind === 'sliding'
        ? sessionDigest(token, { id, userId, generation: 1 })
        : refreshDigest(token, { id, userId, expiresAt }),
    record: {
      _id: id,
      user_id: userId,
      kind,
      client_name: clientName,
      state: 'active',
      epoch,
      current_workspace_id: null,
      created_at: now,
      expires_at: expiresAt,
    },
    head: {
      _id: sessionHeadId(id),
      state: 'active',
      user_id: userId,
      kind,
      token_generation: 1,
      epoch,
      authenticated_at: now,
      idle_expires_at: idleExpiry(now, limits),
      expires_at: expiresAt,
      last_used_at: now,
    },
  };
}

/** What a session token opens. */
export const sessionDigest = (
  token: Secret,
  session: Pick<Session, 'id' | 'userId'> & { readonly generation: number },
): SessionDigest => ({
  _id: `c:${token.digest}`,
  opens: 'session',
  session_id: session.id,
  user_id: session.userId,
  generation: session.generation,
});

/** What a refresh token renews. */
export const refreshDigest = (token: Secret, session: Pick<Session, 'id' | 'userId' | 'expiresAt'>): RefreshDigest => ({
  _id: `c:${token.digest}`,
  opens: 'refresh',
  session_id: session.id,
  user_id: session.userId,
  state: 'current',
  consumed_at: null,
  expires_at: session.expiresAt,
});
