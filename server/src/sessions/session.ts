import { days, minutes, seconds } from '../clock.ts';
import type { Document } from '../storage/port.ts';

/** `sliding` is carried by a session token or cookie, `renewable` by access tokens that a refresh token renews. */
export type SessionKind = 'sliding' | 'renewable';

/** How long sessions live. */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

/** For installed and long-lived clients, which nobody wants to sign in to every day. */
const renewableLimits: SessionLimits = { idleSeconds: days(30) / 1_000, absoluteSeconds: days(90) / 1_000 };

/** The catalog decides about sliding sessions (`session_limits`). */
export const limitsOf = (kind: SessionKind, sliding: SessionLimits): SessionLimits =>
  kind === 'sliding' ? sliding : renewableLimits;

/** `s:<session>`: what must count at once. */
export interface SessionHead extends Document {
  readonly state: 'active' | 'ended';
  readonly user_id: string;
  readonly kind: SessionKind;
  /** Of the session token that counts: giving the password again replaces the token. */
  readonly token_generation: number;
  /** The session lives only while its user has the same epoch. */
  readonly epoch: number;
  readonly authenticated_at: number;
  readonly idle_expires_at: number;
  readonly expires_at: number;
  readonly last_used_at: number;
}

/** The rest of a session, for lists. */
export interface SessionRecord extends Document {
  readonly user_id: string;
  readonly kind: SessionKind;
  readonly client_name: string | null;
  readonly state: 'active' | 'ended';
  /** As in the head, so that sessions of an older epoch are neither listed nor counted. */
  readonly epoch: number;
  /** What the web client shows. It decides nothing. */
  readonly current_workspace_id: string | null;
  readonly created_at: number;
  readonly expires_at: number;
}

/** `c:<digest>`: the session that a token opens. */
export interface SessionDigest extends Document {
  readonly opens: 'session';
  readonly session_id: string;
  readonly user_id: string;
  readonly generation: number;
}

/**
 * `c:<digest>`: the session that a refresh token renews. A used one stays, so that whoever comes with it again is known for
 * what they are; it may be removed once `expires_at`, the session's absolute limit, is past.
 */
export interface RefreshDigest extends Document {
  readonly opens: 'refresh';
  readonly session_id: string;
  readonly user_id: string;
  readonly state: 'current' | 'consumed';
  readonly consumed_at: number | null;
  readonly expires_at: number;
}

export const sessionHeadId = (sessionId: string): string => `s:${sessionId}`;

/** One sign-in on one device, as seen by the request that carries it. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly kind: SessionKind;
  readonly tokenGeneration: number;
  readonly epoch: number;
  readonly authenticatedAt: number;
  readonly idleExpiresAt: number;
  readonly expiresAt: number;
  readonly lastUsedAt: number;
}

/**
 * The idle limit is written at most once a minute, so each write grants a minute more than promised: a session is accepted
 * for at least the promised time after its last use and refused a minute later at the latest.
 */
const slack = minutes(1);

export const idleExpiry = (now: number, limits: SessionLimits): number => now + seconds(limits.idleSeconds) + slack;

/** Until when a refresh token given out at `now` can be used: the promised idle time, and never beyond the session's end. */
export const refreshExpiry = (session: Session, now: number, sliding: SessionLimits): number =>
  Math.min(now + seconds(limitsOf(session.kind, sliding).idleSeconds), session.expiresAt);

/** The session of a head that may be used now; undefined when it has ended, by whatever cause. */
export function liveSession(
  sessionId: string,
  head: SessionHead | undefined,
  user: { readonly session_epoch: number },
  now: number,
): Session | undefined {
  if (head === undefined || head.state !== 'active' || head.epoch !== user.session_epoch) return undefined;
  if (now >= head.idle_expires_at || now >= head.expires_at) return undefined;
  return {
    id: sessionId,
    userId: head.user_id,
    kind: head.kind,
    tokenGeneration: head.token_generation,
    epoch: head.epoch,
    authenticatedAt: head.authenticated_at,
    idleExpiresAt: head.idle_expires_at,
    expiresAt: head.expires_at,
    lastUsedAt: head.last_used_at,
  };
}

/**
 * The idle limit that a use at `now` calls for, or undefined while the stored one is good for the promised time.
 * `sliding` are the catalog's limits.
 */
export function slide(session: Session, now: number, sliding: SessionLimits, atLeast = 0): number | undefined {
  const wanted = Math.max(idleExpiry(now, limitsOf(session.kind, sliding)), atLeast);
  return wanted - session.idleExpiresAt >= slack || atLeast > session.idleExpiresAt ? wanted : undefined;
}
