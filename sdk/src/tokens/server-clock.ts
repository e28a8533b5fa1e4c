import type { Clock } from '../clock.ts';

/** The server's time as far as this side can know it: our clock plus the offset that the last answer showed. */
export interface ServerClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Learns from the `Date` header of an answer. Absent or unreadable (CORS may hide it) teaches nothing. */
  observe(date: string | null, sentAt: number, receivedAt: number): void;
}

/** `Date` counts whole seconds, cut off: half a second is the best guess for the rest. */
const halfSecondMs = 500;

export function createServerClock(clock: Clock): ServerClock {
  let offsetMs = 0;
  return {
    now: () => clock.now() + offsetMs,
    observe(date, sentAt, receivedAt) {
      const serverTime = Date.parse(date ?? '');
      if (Number.isNaN(serverTime)) return;
      offsetMs = serverTime + halfSecondMs - (sentAt + receivedAt) / 2;
    },
  };
}
