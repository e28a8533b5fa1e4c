import { minutes } from '../clock.ts';

export const windowLength = minutes(15);

/** The window of a moment, by its number, and how much of it has passed, from 0 to 1. */
export const windowAt = (now: number): { readonly number: number; readonly passed: number } => ({
  number: Math.floor(now / windowLength),
  passed: (now % windowLength) / windowLength,
});

/** Products of fractions miss a whole number by a hair. */
const hair = 1e-9;

/**
 * Up to how many uses may be counted in this window. Of the window before, the share counts that a window ending now would still
 * cover: so no two limits pass at the edge between them.
 */
export const roomIn = (limit: number, before: number, passed: number): number =>
  Math.floor(limit - before * (1 - passed) + hair);

/** Milliseconds until there is room for one more: until enough of one window has left the next. */
export function waitFor(
  limit: number,
  { before, current }: { readonly before: number; readonly current: number },
  passed: number,
): number {
  const share =
    current < limit
      ? leavingShare(before, limit - 1 - current) - passed
      : 1 - passed + leavingShare(current, limit - 1);
  return Math.ceil(Math.max(0, share) * windowLength);
}

/** The part of a window that has to pass until no more than `kept` of what was counted in the one before it counts. */
const leavingShare = (counted: number, kept: number): number => (counted <= kept ? 0 : 1 - kept / counted);
