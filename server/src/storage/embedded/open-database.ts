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
 * Opens `latchkey.sqlite` in a folder, creating both if missing, and locks it for as long as the process lives. The
 * lock is the operating system's and dies with the process, so nothing is left to clean up after `kill -9`.
 * @throws {FolderInUse}
 */
export function openDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(folder, 'latchkey.sqlite'), { timeout: 0 });
  try {
    // Before the first access, so that write-ahead logging needs no memory shared with other processes.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    // A commit is acknowledged only when it is on disk.
    database.exec('PRAGMA synchronous = FULL');
    // An exclusive connection keeps its locks after the first transaction that takes them.
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw sqliteErrorCode(error) === busy ? new FolderInUse(folder) : error;
  }
}
