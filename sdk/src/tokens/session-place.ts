import { type HeldSession, isSameSession, readSession, writeSession } from './held-session.ts';
import type { TokenStorage } from './token-storage.ts';

/** The place in a storage where one client keeps its session. */
export interface SessionPlace {
  readonly readOnly: boolean;
  read(): Promise<HeldSession | undefined>;
  /** Does not fail: a session that could not be written goes on in memory. */
  write(session: HeldSession): Promise<void>;
  /** Leaves another session that is there by now. Does not fail either. */
  removeIf(session: HeldSession): Promise<void>;
  /** Whether this session was read or written here, so that its absence means that somebody removed it. */
  holds(session: HeldSession): boolean;
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

export function sessionPlace(storage: TokenStorage, key: string): SessionPlace {
  const readOnly = storage.readOnly === true;
  let known: HeldSession | undefined;

  const read = async (): Promise<HeldSession | undefined> => {
    try {
      const stored = readSession(await storage.get(key));
      known = stored ?? known;
      return stored;
    } catch {
      // A storage that cannot be read has not lost what was in it.
      return known;
    }
  };

  return {
    readOnly,
    read,
    async write(session) {
      if (readOnly) return;
      try {
        await storage.set(key, writeSession(session));
        known = session;
      } catch {
        // The storage is full or not allowed.
      }
    },
    async removeIf(session) {
      if (readOnly) return;
      const stored = await read();
      if (stored === undefined || !isSameSession(stored, session)) return;
      try {
        await storage.remove(key);
      } catch {
        // As above.
      }
    },
    holds: (session) => !readOnly && known !== undefined && isSameSession(known, session),
    exclusively: (work) => (storage.exclusively && !readOnly ? storage.exclusively(key, work) : work()),
  };
}
