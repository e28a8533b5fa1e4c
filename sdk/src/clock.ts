/**
 * The SDK's source of time: what has a date, and the waits between attempts. Tests pass their own. How long a call may take is
 * real time all the same, because it is about a connection that is there now.
 */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after the time has passed. Rejects with the signal's reason as soon as it is aborted. */
  wait(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** The system's clock. `onTimer` sees each timer that a wait sets. */
const clockWith = (onTimer?: (timer: unknown) => void): Clock => ({
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
      onTimer?.(timer);
      signal.addEventListener('abort', giveUp, { once: true });
    }),
});

export const systemClock = /* @__PURE__ */ clockWith();

/** The same time. Waiting by it keeps no process alive, where the runtime knows of such a thing. */
export const backgroundClock = /* @__PURE__ */ clockWith((timer) => (timer as { unref?(): void }).unref?.());
