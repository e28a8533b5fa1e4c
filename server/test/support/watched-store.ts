import type { CollectionName, Document, Filter, Store } from '../../src/storage/port.ts';

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
  /** The next read of several heads is no snapshot: this happens after all but the first have been read, and before it. */
  withinNextRead(interruption: () => Promise<unknown>): void;
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
  let interruptionOfRead: (() => Promise<unknown>) | undefined;
  const watched = { ...store };
  const interrupt = async (): Promise<void> => {
    const now = interruption;
    interruption = undefined;
    await now?.();
  };
  const readTorn = async ([first = '', ...others]: readonly string[]): Promise<Map<string, Document>> => {
    const now = interruptionOfRead;
    interruptionOfRead = undefined;
    const before = await store.heads(others);
    await now?.();
    return new Map([...before, ...(await store.heads([first]))]);
  };
  for (const call of calls) {
    const original = store[call] as (...given: unknown[]) => Promise<unknown>;
    Object.assign(watched, {
      [call]: async (...given: unknown[]): Promise<unknown> => {
        taken.push(call);
        if (asking.includes(call)) queries.push({ collection: given[0], filter: given[1] } as Query);
        if (call === 'commit') await interrupt();
        if (call === 'heads' && interruptionOfRead !== undefined && (given[0] as readonly string[]).length > 1)
          return readTorn(given[0] as readonly string[]);
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
    withinNextRead: (given) => {
      interruptionOfRead = given;
    },
    failWith: (error) => {
      failure = error;
    },
  };
}
