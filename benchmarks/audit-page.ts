/** A page of 50 audit events among a million, beside the same page among ten thousand. On MongoDB too if MONGODB_URI is set. */
import { type AuditFilter, auditStore } from '../server/src/audit/audit-store.ts';
import { personalStore } from '../server/src/audit/personal-store.ts';
import { openEmbedded } from '../server/src/storage/embedded/open-embedded.ts';
import { connectMongodb } from '../server/src/storage/mongodb/connect-mongodb.ts';
import { importIntoMongodb } from '../server/src/storage/mongodb/import-documents.ts';
import type { EventDocument, Store } from '../server/src/storage/port.ts';
import { atMost, type Effort, fullEffort, median, quickEffort, type Result, type Row } from './result.ts';
import { withFolder } from './support/latchkey.ts';
import { ownDatabase } from './support/own-database.ts';
import { seededEvent } from './support/seeded-event.ts';

const goal = 2;
const small = 10_000;
const pages = 40;
const firstMoment = 1_700_000_000_000;

const questions: readonly (readonly [string, AuditFilter])[] = [
  ['every event', {}],
  ['of a rare action', { action: 'workspace_key.revoked' }],
  ['of an actor and an action', { actorId: 'tok_7', action: 'content.update' }],
];

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const large = effort.rounds <= quickEffort.rounds ? 50_000 : 1_000_000;
    const embedded = await openEmbedded({ folder });
    stack.defer(embedded.close);
    const rows = await rowsOf(embedded, large, async (events) => embedded.commit(events, []));
    const database = await ownDatabase();
    if (database === undefined)
      return { name: 'audit-page', rows, notMeasured: 'on MongoDB, because MONGODB_URI is not set' };
    stack.defer(database.drop);
    const mongodb = await connectMongodb({ uri: database.uri });
    stack.defer(mongodb.close);
    const target = await importIntoMongodb(database.uri);
    stack.defer(target.close);
    const onMongodb = await rowsOf(mongodb, large, (events) => target.insertMany('audit_events', events));
    return { name: 'audit-page', rows: [...rows, ...onMongodb] };
  });

type Insert = (events: readonly EventDocument[]) => Promise<void>;

async function rowsOf(store: Store, large: number, insert: Insert): Promise<Row[]> {
  await fill(insert, 'wsp_small', small);
  await fill(insert, 'wsp_large', large);
  const rows: Row[] = [];
  for (const [title, filter] of questions) {
    const figure = `audit page, ${title}, ${store.engine}`;
    const among = await pageMicroseconds(store, 'wsp_small', small, filter);
    const amongMany = await pageMicroseconds(store, 'wsp_large', large, filter);
    const ratio = amongMany / among;
    rows.push(
      { figure: `${figure}, among ${small}`, value: among, unit: 'µs' },
      { figure: `${figure}, among ${large}`, value: amongMany, unit: 'µs' },
      { figure: `${figure}, many to few`, value: ratio, unit: 'times', ...atMost(goal, ratio) },
    );
  }
  return rows;
}

async function fill(insert: Insert, stream: string, count: number): Promise<void> {
  const atOnce = 1_000;
  for (let start = 0; start < count; start += atOnce)
    await insert(Array.from({ length: atOnce }, (_, index) => eventOf(stream, start + index)));
}

const eventOf = (stream: string, index: number) =>
  seededEvent(stream, {
    id: `evt_${stream}_${String(index).padStart(9, '0')}`,
    now: firstMoment + index * 100,
    actorId: `tok_${index % 50}`,
    action: index % 100 === 0 ? 'workspace_key.revoked' : 'content.update',
    targetId: `rol_${index % 1_000}`,
  });

/**
 * The median over pages that begin all over the newer half of the trail: among ten thousand events, the older half has too few of
 * a rare action to fill a page. The trail is gone through once before it counts, because ten thousand events are in memory anyhow,
 * and the first look at the others is the system's to pay.
 */
async function pageMicroseconds(store: Store, stream: string, count: number, filter: AuditFilter): Promise<number> {
  const audit = auditStore(store, personalStore(store));
  const positions = Array.from({ length: pages }, (_, page) => Math.floor((0.5 + (page + 1) / (2 * pages)) * count));
  const goThrough = async (): Promise<number[]> => {
    const times: number[] = [];
    for (const position of positions) {
      const begun = performance.now();
      const { documents } = await audit.page(stream, filter, {
        limit: 50,
        after: [firstMoment + position * 100, 'evt_'],
      });
      times.push((performance.now() - begun) * 1_000);
      if (documents.length !== 50) throw new Error(`a page of ${documents.length} events cannot be compared`);
    }
    return times;
  };
  await goThrough();
  return median(await goThrough());
}
