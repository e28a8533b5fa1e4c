import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { BoundedMap } from '../../bounded-map.ts';
import type { CollectionName, Declarations } from '../collections.ts';
import type { Document, Filter, Find } from '../port.ts';
import { requireFilter, requireLimit } from '../query-rules.ts';
import { type FindStatement, findStatement } from './find-statement.ts';
import { matches } from './matches.ts';
import { project } from './project.ts';
import type { Tables } from './tables.ts';

export interface EmbeddedReader {
  findOne(collection: CollectionName, filter: Filter): Document | undefined;
  find(collection: CollectionName, filter: Filter, options: Find): Document[];
  count(collection: CollectionName, filter: Filter, max: number): number;
}

const preparedCapacity = 200;

export function createReader(database: DatabaseSync, declarations: Declarations, tables: Tables): EmbeddedReader {
  const indexedPaths = indexedPathsOf(declarations);
  const prepared = new BoundedMap<StatementSync>(preparedCapacity);

  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };

  const read = (statement: FindStatement, limit: number): Document[] => {
    const { sql, values, remainder } = statement;
    if (remainder === undefined) {
      const rows = prepare(`${sql} LIMIT ?`).all(...values, limit);
      return rows.map((row) => JSON.parse(row.document as string) as Document);
    }
    const found: Document[] = [];
    for (const row of prepare(sql).iterate(...values)) {
      const document = JSON.parse(row.document as string) as Document;
      if (matches(document, remainder) && found.push(document) === limit) break;
    }
    return found;
  };

  return {
    findOne(collection, filter) {
      requireFilter(filter);
      const id = onlyId(filter);
      if (id === undefined) return read(findStatement(collection, indexedPaths[collection], filter), 1)[0];
      const text = tables[collection].get(id);
      return text === undefined ? undefined : (JSON.parse(text) as Document);
    },
    find(collection, filter, { sort, limit, projection }) {
      requireFilter(filter);
      requireLimit(limit);
      const statement = findStatement(collection, indexedPaths[collection], filter, { sort });
      const documents = read(statement, limit ?? Number.MAX_SAFE_INTEGER);
      return projection === undefined ? documents : documents.map((document) => project(document, projection));
    },
    count(collection, filter, max) {
      requireFilter(filter);
      requireLimit(max);
      const statement = findStatement(collection, indexedPaths[collection], filter, { selection: '1' });
      if (statement.remainder !== undefined) return read(statement, max).length;
      const counted = prepare(`SELECT count(*) AS total FROM (${statement.sql} LIMIT ?)`).get(...statement.values, max);
      return Number(counted?.total);
    },
  };
}

/** The id, if the filter says nothing else. */
function onlyId(filter: Filter): string | undefined {
  const { _id: id, ...others } = filter;
  return typeof id === 'string' && Object.keys(others).length === 0 ? id : undefined;
}

function indexedPathsOf(declarations: Declarations): { readonly [Name in CollectionName]: ReadonlySet<string> } {
  const paths = Object.entries(declarations).map(([name, { indexes }]) => [
    name,
    new Set(indexes.flatMap((index) => Object.keys(index.keys))),
  ]);
  return Object.fromEntries(paths);
}
