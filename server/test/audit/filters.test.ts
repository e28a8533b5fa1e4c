import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { recordEvent } from '../../src/audit/audit-event.ts';
import { type AuditFilter, auditStore } from '../../src/audit/audit-store.ts';
import { personalStore } from '../../src/audit/personal-store.ts';
import { type SealedEvent, sealEvent } from '../../src/audit/sealed-event.ts';
import { collections } from '../../src/storage/collections.ts';
import { findStatement } from '../../src/storage/embedded/find-statement.ts';
import type { PagePosition } from '../../src/storage/page-cursor.ts';
import type { Filter, Find, Store } from '../../src/storage/port.ts';
import { mongodbUri, newPlace, onEachEngine, requireMongodbUri } from '../storage/engines.ts';

const actions = ['content.publish', 'content.update', 'session.created', 'access.denied'];
const outcomes = ['succeeded', 'denied', 'failed'] as const;
const stream = 'wsp_filters';

/** So many events share a time; those before the cursor's own are read once more. */
const ofOneMoment = 3;

/** An event as it is stored, made of its number alone, so that a model can be asked the same questions. */
function eventOf(index: number): SealedEvent {
  const pick = <T>(list: readonly T[], every: number): T => list[Math.floor(index / every) % list.length] as T;
  const event = recordEvent(
    {
      action: pick(actions, 3),
      stream: index % 11 === 0 ? 'wsp_other' : stream,
      outcome: pick(outcomes, 2),
      actor: { kind: 'user', id: `usr_${index % 4}`, name: null },
      target: { type: 'role', id: `rol_${index % 5}`, name: null },
      environment: index % 7 === 0 ? 'test' : 'live',
    },
    {
      id: `evt_${String((index * 7_919) % 100_000).padStart(6, '0')}`,
      // Several of the same moment, so that pages end between them.
      now: 1_000 + Math.floor(index / ofOneMoment),
      origin: { traceId: '0'.repeat(32), ip: null, userAgent: null },
      author: undefined,
    },
  );
  return sealEvent(event).event;
}

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const anyFilter: fc.Arbitrary<AuditFilter> = fc.record({
  action: maybe(fc.constantFrom(...actions, 'never.happened')),
  actorId: maybe(fc.constantFrom('usr_0', 'usr_1', 'usr_9')),
  targetId: maybe(fc.constantFrom('rol_0', 'rol_3')),
  outcome: maybe(fc.constantFrom(...outcomes)),
  environment: maybe(fc.constantFrom('live' as const, 'test' as const)),
  occurredAfter: maybe(fc.integer({ min: 990, max: 1_110 })),
  occurredBefore: maybe(fc.integer({ min: 990, max: 1_110 })),
});

const matching = (events: readonly SealedEvent[], filter: AuditFilter): string[] =>
  events
    .filter(
      (event) =>
        event.stream === stream &&
        (filter.action === undefined || event.action === filter.action) &&
        (filter.actorId === undefined || event.actor.id === filter.actorId) &&
        (filter.targetId === undefined || event.target?.id === filter.targetId) &&
        (filter.outcome === undefined || event.outcome === filter.outcome) &&
        (filter.environment === undefined || event.environment === filter.environment) &&
        (filter.occurredAfter === undefined || event.occurred_at > filter.occurredAfter) &&
        (filter.occurredBefore === undefined || event.occurred_at < filter.occurredBefore),
    )
    .sort((a, b) => b.occurred_at - a.occurred_at || (a._id < b._id ? 1 : -1))
    .map(({ _id }) => _id);

onEachEngine('the filters of the trail', (place) => {
  const events = Array.from({ length: 300 }, (_, index) => eventOf(index));
  let store: Store;
  before(async () => {
    store = await place.open();
    for (let start = 0; start < events.length; start += 100) await store.commit(events.slice(start, start + 100), []);
  });
  after(() => store.close());

  it('are exact and combine, and pages of any size walk over each event once', async () => {
    const audit = auditStore(store, personalStore(store));
    await fc.assert(
      fc.asyncProperty(anyFilter, fc.integer({ min: 7, max: 100 }), async (filter, limit) => {
        const walked: string[] = [];
        let next: PagePosition | undefined;
        do {
          const page = await audit.page(stream, filter, { limit, after: next });
          walked.push(...page.documents.map(({ _id }) => _id));
          next = page.next;
        } while (next !== undefined);
        assert.deepEqual(walked, matching(events, filter));
      }),
      { numRuns: 60 },
    );
  });
});

/** The query behind a page, as the store gets it. */
async function queryOf(
  filter: AuditFilter,
  position?: PagePosition,
): Promise<{ filter: Filter; sort: NonNullable<Find['sort']> }> {
  const asked: { filter: Filter; sort: NonNullable<Find['sort']> }[] = [];
  const find = async (name: string, whole: Filter, options: Find = {}): Promise<never[]> => {
    if (name === 'audit_events') asked.push({ filter: whole, sort: options.sort ?? {} });
    return [];
  };
  const store = { find } as unknown as Store;
  await auditStore(store, personalStore(store)).page(stream, filter, { limit: 50, after: position });
  assert.ok(asked[0]);
  return asked[0];
}

const single: readonly AuditFilter[] = [
  {},
  { action: 'content.update' },
  { actorId: 'usr_1' },
  { targetId: 'rol_1' },
  { outcome: 'denied' },
  { environment: 'test' },
  { actorId: 'usr_1', action: 'content.update' },
  { targetId: 'rol_1', action: 'content.update' },
];
const everyFilter: AuditFilter = {
  action: 'content.update',
  actorId: 'usr_1',
  targetId: 'rol_1',
  outcome: 'denied',
  environment: 'live',
  occurredAfter: 1,
  occurredBefore: 9_000_000,
};
/** Each filter alone, the pairs that have an index, and all of them together; from the start and from a page further on. */
const questions = [...single, everyFilter, { occurredAfter: 1_000, occurredBefore: 1_050 }].flatMap((filter) => [
  { filter, position: undefined },
  { filter, position: [1_040, 'evt_050000'] as PagePosition },
]);
const titleOf = ({ filter, position }: (typeof questions)[number]): string =>
  `${Object.keys(filter).join(' and ') || 'nothing'}${position === undefined ? '' : ', further on'}`;

describe('a page of the trail among many events (embedded)', () => {
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
  for (const question of questions) {
    it(`comes from an index in its order, without a scan or a sort: by ${titleOf(question)}`, async () => {
      const { filter, sort } = await queryOf(question.filter, question.position);
      const paths = new Set(collections.audit_events.indexes.flatMap(({ keys }) => Object.keys(keys)));
      const { sql, values, remainder } = findStatement('audit_events', paths, filter, { sort });
      assert.equal(remainder, undefined);
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
      assert.equal(plan.length, 1, JSON.stringify(plan));
      assert.match(String(plan[0]?.detail), /^SEARCH audit_events USING INDEX /);
    });
  }
});

if (mongodbUri !== undefined) {
  describe('a page of the trail among twenty thousand events (mongodb)', () => {
    const place = newPlace('mongodb');
    const client = new MongoClient(requireMongodbUri());
    before(async () => {
      await (await place.open()).close();
      const collection = client.db(place.address).collection<SealedEvent>('audit_events');
      for (let start = 0; start < 20_000; start += 2_000) {
        await collection.insertMany(Array.from({ length: 2_000 }, (_, index) => eventOf(start + index)));
      }
    });
    after(async () => {
      await client.close();
      await place.remove();
    });
    for (const question of questions) {
      const isIndexedWhole = question.filter !== everyFilter;
      it(`reads ${isIndexedWhole ? 'the page and no more' : 'an index and never the collection'}: by ${titleOf(question)}`, async () => {
        const { filter, sort } = await queryOf(question.filter, question.position);
        const cursor = client
          .db(place.address)
          .collection('audit_events')
          .find(JSON.parse(JSON.stringify(filter)));
        const explained = await cursor.sort(sort).limit(51).explain('executionStats');
        const plan = JSON.stringify(explained.queryPlanner.winningPlan);
        assert.match(plan, /IXSCAN/);
        assert.doesNotMatch(plan, /COLLSCAN|"SORT"/);
        const examined = Number(explained.executionStats?.totalDocsExamined);
        if (isIndexedWhole) assert.ok(examined <= 51 + ofOneMoment, `${examined} documents were read for a page of 51`);
      });
    }
  });
}
