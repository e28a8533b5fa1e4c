import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seconds } from '../../clock.ts';
import { FolderInUse } from './folder-lock.ts';
import { sqliteErrorCode } from './sqlite-failures.ts';

const busy = 5;

export const databaseFile = (folder: string): string => join(folder, 'latchkey.sqlite');
/** Where commits are until a checkpoint takes them over. There as long as the database is open. */
export const logFile = (folder: string): string => `${databaseFile(folder)}-wal`;

/**
 * Opens the database of a folder whose lock is held. Write-ahead logging lets a backup read beside it, and neither waits for
 * the other.
 * @throws {FolderInUse} a release that locked the database itself has it open
 */
export function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(databaseFile(folder), { timeout: seconds(1) });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    // A commit writes to the log and does not wait for the disk: that is done beside the thread, and acknowledged after (`LogOnDisk`).
    database.exec('PRAGMA synchronous = NORMAL');
    // A checkpoint does wait for the disk, on the thread: by default one in fifty sign-ins would bring it about.
    database.exec('PRAGMA wal_autocheckpoint = 4000');
    return database;
  } catch (error) {
    database.close();
    throw sqliteErrorCode(error) === busy ? new FolderInUse(folder) : error;
  }
}
