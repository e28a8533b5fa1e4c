import type { Document } from '../storage/port.ts';

/** `u:<user>`: what must count at once. */
export interface UserHead extends Document {
  readonly state: 'active' | 'suspended' | 'deleted';
  /** Raising it ends every session of an older epoch with one write. */
  readonly session_epoch: number;
  readonly is_operator: boolean;
  /** Raised by every change of the person, their memberships or their roles. */
  readonly version: number;
  /** When the person last made a personal token; absent before the first. */
  readonly tokens_made_at?: number;
}

/**
 * The mark that a leaving keeps on the membership. It is never before the person's newest token: requests overtake each
 * other, and a token made a moment before the leaving is committed must not come back to life with its owner. Whoever
 * writes the mark guards `tokens_made_at` (`raiseVersionForLeaving`).
 */
export const leavingTime = (head: Pick<UserHead, 'tokens_made_at'>, now: number): number =>
  Math.max(now, head.tokens_made_at ?? 0);

export interface UserRecord extends Document {
  readonly email: string;
  readonly name: string;
  readonly external_id: string | null;
  readonly email_verified: boolean;
  readonly login_count: number;
  readonly last_login_at: number | null;
  readonly created_at: number;
}

export const userHeadId = (userId: string): string => `u:${userId}`;

/**
 * The one spelling of an address. It is decided here and nowhere else: sign-up, sign-in and the attempt counter all see
 * the same text, so that no spelling opens a second account or a second set of guesses.
 */
export const canonicalEmail = (email: string): string => email.normalize('NFKC').toLowerCase();
