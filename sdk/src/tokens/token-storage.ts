type Awaitable<T> = T | Promise<T>;

/**
 * Where a session is kept: text by key. Every method may answer at once or later. What fails to be written or removed does
 * not fail the call that it was for: the session goes on in memory.
 */
export interface TokenStorage {
  get(key: string): Awaitable<string | null | undefined>;
  set(key: string, value: string): Awaitable<void>;
  remove(key: string): Awaitable<void>;
  /**
   * True where what is written would be lost, as in the rendering of a page on a server. Nothing is written then, and no refresh
   * token is used, because its successor could not be kept.
   */
  readonly readOnly?: boolean;
  /**
   * Runs work while nobody else who shares the storage runs work under the key; gives up waiting and runs it all the same after
   * a short while. It saves requests: whether tokens stay right does not depend on it.
   */
  exclusively?<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Keeps sessions in memory, for several clients of one process. */
export function memoryStorage(): TokenStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}

/** Waiting longer than this for another tab would be worse than asking the service twice. */
const lockWaitMs = 2_000;

/**
 * Keeps sessions in `localStorage` or `sessionStorage`. Tabs that share it share the session, and sign in and out together.
 * Scripts of the page can read what is in there: see the guide on storage.
 */
export const webStorage = (storage: Storage = localStorage): TokenStorage => ({
  get: (key) => storage.getItem(key),
  set: (key, value) => storage.setItem(key, value),
  remove: (key) => storage.removeItem(key),
  exclusively: (key, work) => lockedOrNot(globalThis.navigator?.locks, key, work),
});

/** A lock that is not to be had, or not in time, is done without. */
async function lockedOrNot<T>(locks: LockManager | undefined, key: string, work: () => Promise<T>): Promise<T> {
  if (locks === undefined) return work();
  let isRunning = false;
  const run = (): Promise<T> => {
    isRunning = true;
    return work();
  };
  try {
    return await locks.request(key, { signal: AbortSignal.timeout(lockWaitMs) }, run);
  } catch (error) {
    if (isRunning) throw error;
    return work();
  }
}

/**
 * What another storage holds, to be read only: for a server that renders a page for somebody and cannot write to where the
 * tokens are. Make one client per request.
 *
 * @example
 * const storage = readOnlyStorage((key) => request.headers.get(key));
 */
export const readOnlyStorage = (get: TokenStorage['get']): TokenStorage => ({
  get,
  set: () => {},
  remove: () => {},
  readOnly: true,
});
