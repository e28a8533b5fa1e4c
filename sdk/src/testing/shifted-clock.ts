import type { Clock } from '../clock.ts';

/** The real time, and what a test has added to it. */
export interface ShiftedClock extends Clock {
  /** How far ahead of the real time it is. */
  offsetSeconds(): number;
  /** Moves it forwards. Whoever waits for what has now passed goes on at once. */
  advance(seconds: number): void;
}

export function createShiftedClock(): ShiftedClock {
  let offsetSeconds = 0;
  const waiting = new Set<() => void>();
  const now = (): number => Date.now() + offsetSeconds * 1_000;
  return {
    now,
    offsetSeconds: () => offsetSeconds,
    wait: (durationMs, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const due = now() + durationMs;
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(look);
          signal.removeEventListener('abort', giveUp);
        };
        const giveUp = (): void => {
          end();
          reject(signal.reason);
        };
        const look = (): void => {
          if (now() < due) return;
          end();
          resolve();
        };
        const timer = setTimeout(() => {
          end();
          resolve();
        }, durationMs);
        waiting.add(look);
        signal.addEventListener('abort', giveUp, { once: true });
      }),
    advance(seconds) {
      if (!Number.isInteger(seconds) || seconds < 0) throw new RangeError('Time moves forwards, by whole seconds.');
      offsetSeconds += seconds;
      for (const look of [...waiting]) look();
    },
  };
}
