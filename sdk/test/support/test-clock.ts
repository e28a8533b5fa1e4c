import type { Clock } from '../../src/clock.ts';

export interface TestClock extends Clock {
  /** What was waited for, in milliseconds. Waiting takes no real time: it moves the clock. */
  readonly waits: readonly number[];
  advance(durationMs: number): void;
}

export function createTestClock(startAt = Date.UTC(2026, 0, 15, 12)): TestClock {
  let now = startAt;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    wait: async (durationMs, signal) => {
      signal.throwIfAborted();
      waits.push(durationMs);
      now += durationMs;
    },
    advance: (durationMs) => {
      now += durationMs;
    },
  };
}
