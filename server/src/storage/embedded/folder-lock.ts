import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartRefused } from '../../errors/start-refused.ts';
import { sqliteErrorCode } from './sqlite-failures.ts';

const busy = 5;

/** Another process (or another store of this one) holds the data folder. */
export class FolderInUse extends StartRefused {
  override readonly name = 'FolderInUse';
  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another process. The embedded store serves one process; stop the other one, choose another folder, or use MongoDB.`,
    );
  }
}

/**
 * Locks a folder, which is made if missing, for as long as the process lives. The lock is the operating system's and dies with
 * the process, so nothing is left to clean up after `kill -9`. It is on a file of its own, so that a backup can read the store
 * while it is in use: an open transaction of an empty database, because Node has no other file locks.
 * @returns gives the folder free
 * @throws {FolderInUse}
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(join(folder, 'latchkey.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return () => lock.close();
  } catch (error) {
    lock.close();
    throw sqliteErrorCode(error) === busy ? new FolderInUse(folder) : error;
  }
}
