import { minutes, seconds } from '../clock.ts';
import type { Document } from '../storage/port.ts';

/** How long sessions live; the catalog decides (`session_limits`). */
export interface SessionLimits {
  readonly idleSeconds: number;
  readonly absoluteSeconds: number;
}

/** `s:<session>`: what must count at once. */
export interface SessionHead extends Document {
  readonly state: 'active' | 'ended';
  readonly user_id: string;
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
  readonly kind: 'sliding';
  readonly client_name: string | null;
  readonly state: 'active' | 'ended';
  readonly created_at: number;
  readonly expires_at: number;
}

/** `c:<digest>`: the session that a token opens. */
export interface SessionDigest extends Document {
  readonly opens: 'session';
  readonly session_id: string;
  readonly user_id: string;
}

export const sessionHeadId = (sessionId: string): string => `s:${sessionId}`;

/** One sign-in on one device, as seen by the request that carries it. */
export interface Session {
  readonly id: string;
  readonly userId: string;
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
    epoch: head.epoch,
    authenticatedAt: head.authenticated_at,
    idleExpiresAt: head.idle_expires_at,
    expiresAt: head.expires_at,
    lastUsedAt: head.last_used_at,
  };
}

/** The idle limit that a use at `now` calls for, or undefined while the stored one is good for the promised time. */
export function slide(session: Session, now: number, limits: SessionLimits, atLeast = 0): number | undefined {
  const wanted = Math.max(idleExpiry(now, limits), atLeast);
  return wanted - session.idleExpiresAt >= slack || atLeast > session.idleExpiresAt ? wanted : undefined;
}
