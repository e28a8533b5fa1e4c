import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seconds } from '../../clock.ts';
import { FolderInUse } from './folder-lock.ts';
import { sqliteErrorCode } from './sqlite-failures.ts';

const busy = 5;

export const databaseFile = (folder: string): string => join(folder, 'latchkey.sqlite');

/**
 * Opens the database of a folder whose lock is held. Write-ahead logging lets a backup read beside it, and neither waits for
 * the other.
 * @throws {FolderInUse} a release that locked the database itself has it open
 */
export function openDatabase(folder: string): DatabaseSync {
  const database = new DatabaseSync(databaseFile(folder), { timeout: seconds(1) });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    // A commit is acknowledged only when it is on disk.
    database.exec('PRAGMA synchronous = FULL');
    return database;
  } catch (error) {
    database.close();
    throw sqliteErrorCode(error) === busy ? new FolderInUse(folder) : error;
  }
}
