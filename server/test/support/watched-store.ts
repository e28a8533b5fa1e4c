import type { Store } from '../../src/storage/port.ts';

type Call = Exclude<keyof Store, 'engine' | 'close'>;

/** A real store that says what it is asked, and can be told to fail. */
export interface WatchedStore {
  readonly store: Store;
  /** Names of the calls since the last look, in order. */
  take(): Call[];
  /** Just before the next commit reaches the store, this happens first: what comes between a check and its act. */
  beforeNextCommit(interruption: () => Promise<unknown>): void;
  /** From now on every call throws this, until `undefined`. */
  failWith(error: Error | undefined): void;
}

const calls: readonly Call[] = ['findOne', 'find', 'count', 'heads', 'commit', 'countUp', 'ping'];

export function watchStore(store: Store): WatchedStore {
  let taken: Call[] = [];
  let failure: Error | undefined;
  let interruption: (() => Promise<unknown>) | undefined;
  const watched = { ...store };
  const interrupt = async (): Promise<void> => {
    const now = interruption;
    interruption = undefined;
    await now?.();
  };
  for (const call of calls) {
    const original = store[call] as (...given: unknown[]) => Promise<unknown>;
    Object.assign(watched, {
      [call]: async (...given: unknown[]): Promise<unknown> => {
        taken.push(call);
        if (call === 'commit') await interrupt();
        return failure === undefined ? original.apply(store, given) : Promise.reject(failure);
      },
    });
  }
  return {
    store: watched,
    take: () => {
      const before = taken;
      taken = [];
      return before;
    },
    beforeNextCommit: (given) => {
      interruption = given;
    },
    failWith: (error) => {
      failure = error;
    },
  };
}
