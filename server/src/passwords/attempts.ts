import { minutes, seconds } from '../clock.ts';

/** How many attempts on an account's password have failed or are under way since the last good one, and when the latest began (epoch ms). */
export interface AttemptCounter {
  readonly count: number;
  readonly at: number;
}

export type AttemptAdmission =
  | { readonly isAllowed: true }
  | { readonly isAllowed: false; readonly retryAfterSeconds: number };

/** Failures that cost nothing but themselves: people mistype. */
export const freeAttempts = 10;
/** Never longer, or anybody could shut somebody else out of an account. */
export const longestDelay = minutes(15);

/**
 * Whether another password may be tried now. After ten failures each further one doubles the wait, from one second up to
 * fifteen minutes, which bounds guessing to about a hundred a day. The caller raises the counter *before* it hashes, or
 * guesses made side by side would all pass. A clock that was set back never makes the wait longer than the rule says.
 */
export function admitAttempt(counter: AttemptCounter | undefined, now: number): AttemptAdmission {
  if (counter === undefined || counter.count < freeAttempts) return { isAllowed: true };
  const delay = delayAfter(counter.count);
  const remaining = Math.min(delay, counter.at + delay - now);
  return remaining <= 0
    ? { isAllowed: true }
    : { isAllowed: false, retryAfterSeconds: Math.ceil(remaining / seconds(1)) };
}

/** Milliseconds between the `failures`-th failed attempt and the next one. */
function delayAfter(failures: number): number {
  return Math.min(longestDelay, seconds(2 ** (failures - freeAttempts)));
}
