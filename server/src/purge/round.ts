import type { Store } from '../storage/port.ts';

/** One round of the purge. */
export interface Round {
  readonly store: Store;
  readonly now: number;
  /** Aborted when the process is to end: it waits for no more than the commit under way. */
  readonly signal: AbortSignal;
}
