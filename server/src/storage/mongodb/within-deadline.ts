import type { Deadlines } from './deadlines.ts';

/** The driver has not come back by any of its own deadlines. Carries a code, as what a socket ends with does. */
class NeverAnswered extends Error {
  override readonly name = 'NeverAnswered';
  readonly code = 'ETIMEDOUT';
  constructor(milliseconds: number) {
    super(`the driver did not come back within ${milliseconds} ms`);
  }
}

/**
 * The driver waits without a deadline, and for ever, if a connection is closed in the very instant in which it begins to send.
 * What goes on after ours has passed is left alone: nobody waits for it, and a commit that is made again knows its own events.
 */
export async function withinDeadline<T>(
  { selectionMilliseconds, queueMilliseconds, socketMilliseconds }: Deadlines,
  work: () => Promise<T>,
): Promise<T> {
  const longest = selectionMilliseconds + queueMilliseconds + socketMilliseconds;
  const { promise: passed, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new NeverAnswered(longest)), longest);
  try {
    return await Promise.race([work(), passed]);
  } finally {
    clearTimeout(timer);
  }
}
