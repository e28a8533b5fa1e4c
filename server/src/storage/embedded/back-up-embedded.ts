import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { seconds } from '../../clock.ts';
import { collections } from '../collections.ts';
import { databaseFile } from './open-database.ts';

/**
 * Copies the store of a folder into one file, complete and consistent, whether or not a server is using it. The copy is checked,
 * and marked: it starts only once it was told that it is a backup.
 */
export function backUpEmbedded(folder: string, target: string): { readonly documents: number } {
  const source = databaseFile(folder);
  if (!existsSync(source)) throw new Error(`there is no store in ${folder}`);
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  const database = new DatabaseSync(source, { timeout: seconds(10) });
  try {
    // One read transaction sees one state: what is committed meanwhile is not in it, and does not wait for it either.
    database.prepare('VACUUM INTO ?').run(unfinished);
  } finally {
    database.close();
  }
  chmodSync(unfinished, 0o600);
  const documents = checkAndMark(unfinished);
  renameSync(unfinished, target);
  return { documents };
}

/** @returns how many documents the copy holds */
function checkAndMark(file: string): number {
  const copy = new DatabaseSync(file);
  try {
    const { integrity_check: verdict } = copy.prepare('PRAGMA integrity_check').get() ?? {};
    if (verdict !== 'ok') throw new Error(`the copy is damaged: ${verdict}`);
    copy.exec('PRAGMA synchronous = FULL');
    const { changes } = copy
      .prepare(`UPDATE heads SET document = json_set(document, '$.is_backup', json('true')) WHERE _id = 'd'`)
      .run();
    if (changes !== 1) throw new Error('the store holds no deployment');
    return Object.keys(collections)
      .map((name) => Number(copy.prepare(`SELECT count(*) AS documents FROM "${name}"`).get()?.documents ?? 0))
      .reduce((sum, count) => sum + count, 0);
  } finally {
    copy.close();
  }
}
