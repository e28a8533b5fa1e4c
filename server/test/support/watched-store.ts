import type { CollectionName, Filter, Store } from '../../src/storage/port.ts';

/** A question to the store about one collection. */
export interface Query {
  readonly collection: CollectionName;
  readonly filter: Filter;
}

type Call = Exclude<keyof Store, 'engine' | 'close'>;

/** A real store that says what it is asked, and can be told to fail. */
export interface WatchedStore {
  readonly store: Store;
  /** Names of the calls since the last look, in order. */
  take(): Call[];
  /** What was looked for since the last look, and where. */
  takeQueries(): Query[];
  /** Just before the next commit reaches the store, this happens first: what comes between a check and its act. */
  beforeNextCommit(interruption: () => Promise<unknown>): void;
  /** From now on every call throws this, until `undefined`. */
  failWith(error: Error | undefined): void;
}

const calls: readonly Call[] = ['findOne', 'find', 'count', 'heads', 'commit', 'countUp', 'ping'];

const asking: readonly Call[] = ['findOne', 'find', 'count'];

export function watchStore(store: Store): WatchedStore {
  let taken: Call[] = [];
  let queries: Query[] = [];
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
        if (asking.includes(call)) queries.push({ collection: given[0], filter: given[1] } as Query);
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
    takeQueries: () => {
      const before = queries;
      queries = [];
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
