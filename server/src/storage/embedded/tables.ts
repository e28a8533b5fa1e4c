import type { DatabaseSync } from 'node:sqlite';
import type { CollectionName, Declarations } from '../collections.ts';

/** One collection's statements on single documents, prepared once. Documents go in and out as JSON text. */
export interface Table {
  get(id: string): string | undefined;
  /** False if the id, or a unique value, is taken. */
  insert(id: string, text: string): boolean;
  /** False if a unique value is taken. */
  replace(id: string, text: string): boolean;
  delete(id: string): void;
}

export type Tables = { readonly [Name in CollectionName]: Table };

export function prepareTables(database: DatabaseSync, declarations: Declarations): Tables {
  const tables = Object.keys(declarations).map((name) => [name, prepareTable(database, name)]);
  return Object.fromEntries(tables) as Tables;
}

function prepareTable(database: DatabaseSync, name: string): Table {
  const get = database.prepare(`SELECT document FROM "${name}" WHERE _id = ?`);
  const insert = database.prepare(`INSERT INTO "${name}" (_id, document) VALUES (?, ?) ON CONFLICT DO NOTHING`);
  const replace = database.prepare(`UPDATE OR IGNORE "${name}" SET document = ? WHERE _id = ?`);
  const remove = database.prepare(`DELETE FROM "${name}" WHERE _id = ?`);
  return {
    get: (id) => get.get(id)?.document as string | undefined,
    insert: (id, text) => insert.run(id, text).changes === 1,
    replace: (id, text) => replace.run(text, id).changes === 1,
    delete: (id) => {
      remove.run(id);
    },
  };
}
