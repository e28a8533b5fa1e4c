import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  /** Moves it by milliseconds. */
  advance(milliseconds: number): void;
}

/** Starts at the real time, because ids are made of it and lists are sorted by both. */
export function createTestClock(start: number = Date.now()): TestClock {
  let now = start;
  return {
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
