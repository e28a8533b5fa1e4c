/** Ends a call: the caller's own signal, or the time over all its attempts. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time ran out, and not the caller's patience. */
  hasPassed(): boolean;
  /** The call is over: nothing is left that waits or listens. */
  end(): void;
}

/** Timers count in 32 bits; a longer one would be over at once. */
const longestMs = 2 ** 31 - 1;

/** A timer of its own rather than `AbortSignal.timeout`, which lives on after the call and lets a program end before it. */
export function startDeadline(timeoutMs: number, callerSignal: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let isOver = false;
  const giveUp = (): void => controller.abort(callerSignal?.reason);
  const timer = setTimeout(
    () => {
      isOver = true;
      controller.abort(new DOMException('The time of the call is over.', 'TimeoutError'));
    },
    Math.min(timeoutMs, longestMs),
  );
  if (callerSignal?.aborted) giveUp();
  callerSignal?.addEventListener('abort', giveUp, { once: true });
  return {
    signal: controller.signal,
    hasPassed: () => isOver,
    end() {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', giveUp);
    },
  };
}
