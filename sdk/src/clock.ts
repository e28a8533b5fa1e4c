/** The SDK's only source of time. Tests pass their own; nothing else reads the system's clock or sets a timer. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after the time has passed. Rejects with the signal's reason as soon as it is aborted. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (durationMs, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const giveUp = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      }, durationMs);
      signal.addEventListener('abort', giveUp, { once: true });
    }),
};
