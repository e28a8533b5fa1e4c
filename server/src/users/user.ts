import type { Document } from '../storage/port.ts';

/** `u:<user>`: what must count at once. */
export interface UserHead extends Document {
  readonly state: 'active' | 'suspended' | 'deleted';
  /** Raising it ends every session of an older epoch with one write. */
  readonly session_epoch: number;
  readonly is_operator: boolean;
  /** Raised by every change of the person, their memberships or their roles. */
  readonly version: number;
}

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
