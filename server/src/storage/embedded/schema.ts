import type { DatabaseSync } from 'node:sqlite';
import type { CollectionDeclaration, Declarations, IndexDeclaration } from '../collections.ts';
import { IndexMismatch } from '../index-mismatch.ts';

/**
 * The SQL that names a path of a document. Index and query must spell it alike, or SQLite does not see that they match.
 * Paths come from declarations and code, never from a request.
 */
export function pathExpression(path: string): string {
  if (path === '_id') return '_id';
  if (!/^\w+(\.\w+)*$/.test(path)) throw new TypeError(`${path} is not a path`);
  return `json_extract(document, '$."${path.replaceAll('.', '"."')}"')`;
}

/** Creates what is missing of the declared tables and indexes. */
export function ensureSchema(database: DatabaseSync, declarations: Declarations): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const [name, declaration] of Object.entries(declarations)) ensureTable(database, name, declaration);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function ensureTable(database: DatabaseSync, name: string, { indexes }: CollectionDeclaration): void {
  database.exec(`CREATE TABLE IF NOT EXISTS "${name}" (_id TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL) STRICT`);
  for (const index of indexes) ensureIndex(database, name, index);
}

function ensureIndex(database: DatabaseSync, table: string, index: IndexDeclaration): void {
  const name = `${table}.${index.name}`;
  const keys = Object.entries(index.keys).map(
    ([path, direction]) => `${pathExpression(path)}${direction === 1 ? '' : ' DESC'}`,
  );
  const definition = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX "${name}" ON "${table}" (${keys.join(', ')})`;
  const existing = database.prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?").get(name);
  if (existing === undefined) database.exec(definition);
  else if (existing.sql !== definition) throw new IndexMismatch(name, String(existing.sql), definition);
}
