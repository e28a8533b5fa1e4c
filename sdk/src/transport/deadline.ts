/** Ends a call: the caller's own signal, or the time over all its attempts. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time ran out, and not the caller's patience. */
  hasPassed(): boolean;
}

export function startDeadline(timeoutMs: number, callerSignal: AbortSignal | undefined): Deadline {
  const timer = AbortSignal.timeout(timeoutMs);
  return {
    signal: callerSignal === undefined ? timer : AbortSignal.any([callerSignal, timer]),
    hasPassed: () => timer.aborted,
  };
}
