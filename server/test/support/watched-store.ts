import type { Store } from '../../src/storage/port.ts';

type Call = Exclude<keyof Store, 'engine' | 'close'>;

/** A real store that says what it is asked, and can be told to fail. */
export interface WatchedStore {
  readonly store: Store;
  /** Names of the calls since the last look, in order. */
  take(): Call[];
  /** From now on every call throws this, until `undefined`. */
  failWith(error: Error | undefined): void;
}

const calls: readonly Call[] = ['findOne', 'find', 'count', 'heads', 'commit', 'countUp', 'ping'];

export function watchStore(store: Store): WatchedStore {
  let taken: Call[] = [];
  let failure: Error | undefined;
  const watched = { ...store };
  for (const call of calls) {
    const original = store[call] as (...given: unknown[]) => Promise<unknown>;
    Object.assign(watched, {
      [call]: (...given: unknown[]): Promise<unknown> => {
        taken.push(call);
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
    failWith: (error) => {
      failure = error;
    },
  };
}
