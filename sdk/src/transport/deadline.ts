import { NetworkError } from '../errors.ts';

/** Ends a call: the caller's own signal, or the time over all its attempts. */
export interface Deadline {
  /** Its reason is what the call rejects with: the caller's, or a `timeout`. */
  readonly signal: AbortSignal;
  /** The call is over: nothing is left that waits or listens. */
  end(): void;
}

/** Timers count in 32 bits; a longer one would be over at once. */
const longestMs = 2 ** 31 - 1;

/** A timer of its own rather than `AbortSignal.timeout`, which lives on after the call and lets a program end before it. */
export function startDeadline(timeoutMs: number, callerSignal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  const giveUp = (): void => controller.abort(callerSignal?.reason);
  const timer = setTimeout(
    () => controller.abort(new NetworkError(`No answer within ${timeoutMs} ms.`, { code: 'timeout' })),
    Math.min(timeoutMs, longestMs),
  );
  if (callerSignal?.aborted) giveUp();
  callerSignal?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', giveUp);
    },
  };
}
