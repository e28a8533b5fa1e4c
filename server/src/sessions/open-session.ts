import { generateSecret, type Secret } from '../api-tokens/token-format.ts';
import { seconds } from '../clock.ts';
import { newIdentifier } from '../identifier.ts';
import { idleExpiry, type SessionLimits, sessionHeadId } from './session.ts';
import type { NewSession } from './session-store.ts';

export interface OpenedSession extends NewSession {
  /** Shown once: in the answer, or as the cookie. */
  readonly token: Secret;
}

/** A new session of a person who has just given their password. Its id and token are new, whatever the request brought. */
export function openSession(about: {
  readonly userId: string;
  readonly epoch: number;
  readonly clientName: string | null;
  readonly brand: string;
  readonly limits: SessionLimits;
  readonly now: number;
}): OpenedSession {
  const { userId, epoch, clientName, limits, now } = about;
  const id = newIdentifier('ses');
  const token = generateSecret('session_token', undefined, about.brand);
  const expiresAt = now + seconds(limits.absoluteSeconds);
  return {
    token,
    digest: token.digest,
    record: {
      _id: id,
      user_id: userId,
      kind: 'sliding',
      client_name: clientName,
      state: 'active',
      created_at: now,
      expires_at: expiresAt,
    },
    head: {
      _id: sessionHeadId(id),
      state: 'active',
      user_id: userId,
      epoch,
      authenticated_at: now,
      idle_expires_at: idleExpiry(now, limits),
      expires_at: expiresAt,
      last_used_at: now,
    },
  };
}
