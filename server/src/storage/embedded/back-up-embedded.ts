import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { collections } from '../collections.ts';
import { openDatabase } from './open-database.ts';

/**
 * Copies the store of a folder into one file, complete and consistent. The copy is marked: it starts only once it was told that
 * it is a backup. The store must not be in use; that is what its lock is for.
 * @throws {FolderInUse}
 */
export async function backUpEmbedded(folder: string, target: string): Promise<{ readonly documents: number }> {
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  const source = openDatabase(folder);
  try {
    // One read transaction sees one state, and the copy has no log of its own beside it.
    source.prepare('VACUUM INTO ?').run(unfinished);
  } finally {
    source.close();
  }
  const documents = mark(unfinished);
  renameSync(unfinished, target);
  return { documents };
}

/** @returns how many documents the copy holds */
function mark(file: string): number {
  const copy = new DatabaseSync(file);
  try {
    copy.exec('PRAGMA synchronous = FULL');
    copy.exec(`UPDATE heads SET document = json_set(document, '$.is_backup', json('true')) WHERE _id = 'd'`);
    return Object.keys(collections)
      .map((name) => Number(copy.prepare(`SELECT count(*) AS documents FROM "${name}"`).get()?.documents ?? 0))
      .reduce((sum, count) => sum + count, 0);
  } finally {
    copy.close();
  }
}
