import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import { MongoClient } from 'mongodb';
import {
  type CollectionName,
  collections,
  type Declarations,
  type IndexDeclaration,
} from '../../src/storage/collections.ts';
import { findStatement } from '../../src/storage/embedded/find-statement.ts';
import { findNewestFirst } from '../../src/storage/find-newest-first.ts';
import type { Filter, Find } from '../../src/storage/port.ts';
import { mongodbUri, newPlace, onEachEngine, requireMongodbUri } from './engines.ts';

interface Query {
  readonly collection: CollectionName;
  readonly title: string;
  readonly filter: Filter;
  readonly sort: NonNullable<Find['sort']>;
}

const declared: Declarations = collections;

/** What each declared index is there for: equality on its leading paths, then its own order; and a page further on. */
async function indexedQueries(): Promise<Query[]> {
  const queries: Query[] = [];
  for (const [name, { indexes }] of Object.entries(declared)) {
    for (const index of indexes) queries.push(...(await queriesOf(name as CollectionName, index)));
  }
  return queries;
}

async function queriesOf(collection: CollectionName, { name, keys }: IndexDeclaration): Promise<Query[]> {
  const paths = Object.keys(keys);
  const [time, id] = paths.slice(-2);
  const title = `${collection}.${name}`;
  if (id !== '_id') {
    const last = paths.at(-1) ?? '';
    const leading = Object.fromEntries(paths.slice(0, -1).map((path) => [path, 'x']));
    return [{ collection, title, filter: { ...leading, [last]: { $lt: 1 } }, sort: { [last]: keys[last] ?? 1 } }];
  }
  const filter = Object.fromEntries(paths.slice(0, -2).map((path) => [path, 'x']));
  // Work is done in the order in which it falls due.
  if (time === 'not_before' || time === 'expires_at') {
    return [{ collection, title, filter: { ...filter, [time]: { $lte: 1 } }, sort: { [time]: 1, _id: 1 } }];
  }
  assert.ok(time === 'created_at' || time === 'occurred_at', `${title} is ordered by a time`);
  return [
    { collection, title, ...(await queryOfPage(collection, filter, time)) },
    { collection, title: `${title}, further on`, ...(await queryOfPage(collection, filter, time, [5, 'y'])) },
  ];
}

/** The query behind one page, as the store gets it. */
async function queryOfPage(
  collection: CollectionName,
  filter: Filter,
  by: 'created_at' | 'occurred_at',
  position?: [number, string],
): Promise<Pick<Query, 'filter' | 'sort'>> {
  const asked: Pick<Query, 'filter' | 'sort'>[] = [];
  const find = async (_: CollectionName, whole: Filter, options: Find = {}): Promise<never[]> => {
    asked.push({ filter: whole, sort: options.sort ?? {} });
    return [];
  };
  await findNewestFirst({ find }, collection, filter, { by, limit: 50, after: position });
  const [query] = asked;
  assert.ok(query);
  return query;
}

const queries = await indexedQueries();

describe('a declared index (embedded)', () => {
  const place = newPlace('embedded');
  let database: DatabaseSync;
  before(async () => {
    await (await place.open()).close();
    database = new DatabaseSync(join(place.address, 'latchkey.sqlite'));
  });
  after(async () => {
    database.close();
    await place.remove();
  });

  for (const { collection, title, filter, sort } of queries) {
    it(`serves its queries and their order without a scan: ${title}`, () => {
      const paths = new Set(declared[collection].indexes.flatMap(({ keys }) => Object.keys(keys)));
      const { sql, values, remainder } = findStatement(collection, paths, filter, { sort });
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      assert.equal(remainder, undefined);
      assert.equal(plan.length, 1, JSON.stringify(plan));
      // A list of everything has no equality to search by: its pages walk the index, from its end or from a position.
      const isOfEverything = Object.keys(filter).length === 0;
      assert.match(String(plan[0]?.detail), isOfEverything ? /^SCAN .* USING INDEX / : /^SEARCH .* USING INDEX /);
    });
  }
});

if (mongodbUri !== undefined) {
  describe('a declared index (mongodb)', () => {
    const place = newPlace('mongodb');
    const client = new MongoClient(requireMongodbUri());
    before(async () => {
      await (await place.open()).close();
    });
    after(async () => {
      await client.close();
      await place.remove();
    });

    for (const { collection, title, filter, sort } of queries) {
      it(`serves its queries and their order without a scan: ${title}`, async () => {
        const cursor = client
          .db(place.address)
          .collection(collection)
          .find(JSON.parse(JSON.stringify(filter)));
        const plan = JSON.stringify((await cursor.sort(sort).explain('queryPlanner')).queryPlanner.winningPlan);
        assert.match(plan, /IXSCAN/);
        assert.doesNotMatch(plan, /COLLSCAN/);
      });
    }
  });
}

onEachEngine('a store whose index has other keys than declared', (place) => {
  const withIndex = (index: IndexDeclaration): Declarations => ({
    ...declared,
    sessions: { ...declared.sessions, indexes: [index] },
  });

  it('does not open, and names the index', async () => {
    await (await place.open(withIndex({ name: 'of_user', keys: { user_id: 1 } }))).close();
    for (const other of [
      { name: 'of_user', keys: { user_id: -1 } },
      { name: 'of_user', keys: { user_id: 1, created_at: 1 } },
      { name: 'of_user', keys: { user_id: 1 }, unique: true },
    ] as const satisfies IndexDeclaration[]) {
      await assert.rejects(place.open(withIndex(other)), { name: 'IndexMismatch', message: /sessions\.of_user/ });
    }
    await (await place.open(withIndex({ name: 'of_user', keys: { user_id: 1 } }))).close();
  });
});
