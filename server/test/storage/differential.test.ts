import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import {
  type Change,
  CommitConflict,
  type EventDocument,
  type Store,
  StoreUnavailable,
} from '../../src/storage/port.ts';
import { newId } from './documents.ts';
import { onEachEngine } from './engines.ts';
import { eventOf, type Step, steps, usedCollections, usedIds } from './random-work.ts';
import { type Outcome, ReferenceStore } from './reference-store.ts';

const runs = { embedded: 800, mongodb: 100 };
const byId = { sort: { _id: 1 } } as const;

onEachEngine('random work', (place) => {
  let store: Store;
  before(async () => {
    store = await place.open();
  });
  after(() => store.close());

  it('means the same as in the obvious model', async (context) => {
    const seed = Number(process.env.FAST_CHECK_SEED ?? randomInt(2 ** 31));
    const numRuns = Number(process.env.FAST_CHECK_RUNS ?? runs[place.engine]);
    context.diagnostic(`seed ${seed}: repeat with FAST_CHECK_SEED=${seed}, for longer with FAST_CHECK_RUNS`);
    await fc.assert(
      fc.asyncProperty(steps, (work) => compareRun(store, work)),
      { seed, numRuns },
    );
  });
});

async function compareRun(store: Store, work: readonly Step[]): Promise<void> {
  const run = newId('run');
  const reference = new ReferenceStore();
  try {
    for (const step of work) await compareStep(store, reference, run, step);
  } finally {
    await clear(store);
  }
}

async function compareStep(store: Store, reference: ReferenceStore, run: string, step: Step): Promise<void> {
  if (step.kind === 'find') {
    const found = await store.find(step.collection, step.filter, step.options);
    assert.deepEqual(found, reference.find(step.collection, step.filter, step.options));
  } else if (step.kind === 'count') {
    const counted = await store.count(step.collection, step.filter, step.max);
    assert.equal(counted, reference.find(step.collection, step.filter, { limit: step.max }).length);
  } else {
    const events = [eventOf(run, step.event)];
    const outcome = await outcomeOf(store, events, step.changes);
    assert.deepEqual(outcome, reference.commit(events, step.changes));
    for (const collection of usedCollections) {
      assert.deepEqual(await store.find(collection, {}, byId), reference.find(collection, {}, byId));
    }
  }
}

async function outcomeOf(store: Store, events: EventDocument[], changes: readonly Change[]): Promise<Outcome> {
  try {
    await store.commit(events, changes);
    return 'committed';
  } catch (error) {
    if (error instanceof CommitConflict) return { conflict: changes.indexOf(error.change) };
    if (error instanceof StoreUnavailable) throw error;
    return 'refused';
  }
}

async function clear(store: Store): Promise<void> {
  for (const collection of usedCollections) {
    const left = await store.find(collection, { _id: { $in: usedIds } }, { projection: [] });
    const changes = left.map(({ _id }) => ({ delete: collection, where: { _id } }));
    await store.commit([eventOf(newId('clear'), 0)], changes);
  }
}
