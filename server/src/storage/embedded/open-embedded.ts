import { type FileHandle, open } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import { collections, type Declarations } from '../collections.ts';
import type { Document, Store } from '../port.ts';
import { commitEmbedded } from './commit-embedded.ts';
import { prepareCountUp } from './count-up.ts';
import { lockFolder } from './folder-lock.ts';
import { HeadsMemory } from './heads-memory.ts';
import { type Flushable, LogOnDisk } from './log-on-disk.ts';
import { logFile, openDatabase } from './open-database.ts';
import { createReader } from './read-embedded.ts';
import { ensureSchema } from './schema.ts';
import { asStoreFailure } from './sqlite-failures.ts';
import { prepareTables } from './tables.ts';

export interface EmbeddedOptions {
  /** Holds `latchkey.sqlite`; made if missing. On a local disk: network file systems do not keep the lock. */
  readonly folder: string;
  readonly declarations?: Declarations;
  /** How its log reaches the disk. */
  readonly disk?: (log: FileHandle) => Flushable;
}

/**
 * The engine for one process: a file beside it, by Node's own SQLite. Every call is done at once and blocks the thread for
 * microseconds; a commit is answered when it is on disk, and others go on meanwhile. They may see it before: what they write then
 * lies behind it in the log, so nothing that was acknowledged can stand on something that is lost.
 * @throws {FolderInUse} another process has the folder; {IndexMismatch} the file was made by other declarations
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Store> {
  const { folder, declarations = collections, disk = (log) => log } = options;
  const unlock = lockFolder(folder);
  const database = openLocked(folder, declarations, unlock);
  // Opened here and not by SQLite, whose handle cannot be had. It holds no lock on this file that a second handle could undo.
  const logHandle = await open(logFile(folder), 'r+');
  const log = new LogOnDisk(disk(logHandle));

  const tables = prepareTables(database, declarations);
  const reader = createReader(database, declarations, tables);
  const heads = new HeadsMemory(tables.heads.get);
  const countUp = prepareCountUp(database);

  return {
    engine: 'embedded',
    findOne: async <T extends Document>(...[collection, filter]: Parameters<Store['findOne']>) =>
      guarded(() => reader.findOne(collection, filter) as T | undefined),
    find: async <T extends Document>(...[collection, filter, options]: Parameters<Store['find']>) =>
      guarded(() => reader.find(collection, filter, options ?? {}) as T[]),
    count: async (collection, filter, max) => guarded(() => reader.count(collection, filter, max)),
    // The hot path, hence without a closure.
    heads: async <T extends Document>(ids: readonly string[]) => {
      try {
        return knownHeads<T>(heads, ids);
      } catch (error) {
        throw asStoreFailure(error);
      }
    },
    async commit(events, changes) {
      log.requireSound();
      guarded(() => heads.writeThrough(commitEmbedded({ database, declarations, tables }, events, changes)));
      // Also if it was made before: that one may not have been acknowledged yet.
      if (events.length + changes.length > 0) await log.flushed();
    },
    async countUp(counter) {
      log.requireSound();
      const isCounted = guarded(() => countUp(counter));
      if (isCounted) await log.flushed();
      return isCounted;
    },
    async ping() {
      log.requireSound();
      guarded(() => database.exec('SELECT 1'));
    },
    async close() {
      if (!database.isOpen) return;
      database.close();
      await logHandle.close();
      unlock();
    },
  };
}

function openLocked(folder: string, declarations: Declarations, unlock: () => void): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(folder);
    ensureSchema(database, declarations);
    return database;
  } catch (error) {
    database?.close();
    unlock();
    throw error;
  }
}

function knownHeads<T extends Document>(heads: HeadsMemory, ids: readonly string[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const id of ids) {
    const head = heads.get(id);
    if (head !== undefined) found.set(id, head as T);
  }
  return found;
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStoreFailure(error);
  }
}
