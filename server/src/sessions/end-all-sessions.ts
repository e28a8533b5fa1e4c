import type { Change } from '../storage/port.ts';
import type { UserHead } from '../users/user.ts';
import type { UserStore } from '../users/user-store.ts';
import type { Session } from './session.ts';
import type { SessionStore } from './session-store.ts';

/**
 * Ends all sessions of a person, except the kept one, by one new epoch: however many there are, it is the same few writes,
 * and none can be missed.
 */
export const endAllSessions = (
  { users, sessions }: { readonly users: UserStore; readonly sessions: SessionStore },
  userId: string,
  head: UserHead,
  kept?: Session,
): Change[] => [users.raiseSessionEpoch(userId, head), ...sessions.keepOnly(userId, head.session_epoch + 1, kept)];
