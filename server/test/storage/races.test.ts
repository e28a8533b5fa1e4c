import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { collections } from '../../src/storage/collections.ts';
import { type Change, CommitConflict, type Store } from '../../src/storage/port.ts';
import { event, newId } from './documents.ts';
import { onEachEngine } from './engines.ts';

const racers = 64;

const withUniqueOwner = {
  ...collections,
  names: { kind: 'business', shardKey: '_id', indexes: [{ name: 'unique_owner', keys: { owner: 1 }, unique: true }] },
} as const;

onEachEngine(`of ${racers} racing commits`, (place) => {
  let store: Store;
  before(async () => {
    store = await place.open(withUniqueOwner);
  });
  after(() => store.close());

  /** Lets all racers go at once, and returns the indices of those who won. The others must have lost by their guard. */
  const winnersOf = async (race: (racer: number) => Promise<unknown>): Promise<number[]> => {
    const results = await Promise.allSettled(Array.from({ length: racers }, (_, racer) => race(racer)));
    for (const result of results) if (result.status === 'rejected') assert.ok(result.reason instanceof CommitConflict);
    return results.flatMap(({ status }, racer) => (status === 'fulfilled' ? [racer] : []));
  };

  it('one passes a guard, and only its event and changes are there', async () => {
    const id = newId('usr');
    const events = Array.from({ length: racers }, () => event());
    await store.commit([event()], [{ insert: 'users', document: { _id: id, version: 1 } }]);
    const winners = await winnersOf((racer) =>
      store.commit(events.slice(racer, racer + 1), [
        { insert: 'sessions', document: { _id: `${id}_${racer}`, user_id: id, created_at: racer } },
        { update: 'users', where: { _id: id, version: 1 }, set: { $inc: { version: 1 }, $set: { winner: racer } } },
      ]),
    );
    assert.equal(winners.length, 1);
    const [winner] = winners;
    assert.deepEqual(await store.findOne('users', { _id: id }), { _id: id, version: 2, winner });
    assert.deepEqual(await store.find('sessions', { user_id: id }), [
      { _id: `${id}_${winner}`, user_id: id, created_at: winner },
    ]);
    assert.equal(await store.count('audit_events', { _id: { $in: events.map(({ _id }) => _id) } }, racers), 1);
  });

  it('one takes an id, and one a unique value', async () => {
    const name = newId('name');
    const takeId = (owner: number): Change => ({ insert: 'names', document: { _id: name, owner: `${name}_${owner}` } });
    assert.equal((await winnersOf((racer) => store.commit([event()], [takeId(racer)]))).length, 1);
    const takeOwner = (racer: number): Change => ({
      insert: 'names',
      document: { _id: `${name}_${racer}`, owner: name },
    });
    assert.equal((await winnersOf((racer) => store.commit([event()], [takeOwner(racer)]))).length, 1);
    assert.equal(await store.count('names', { owner: name }, racers), 1);
  });

  it('all raise a counter, each exactly once', async () => {
    const id = newId('counter');
    await store.commit([event()], [{ insert: 'counters', document: { _id: id, live: 0 } }]);
    const raise: Change = { update: 'counters', where: { _id: id }, set: { $inc: { live: 1 } } };
    assert.equal((await winnersOf(() => store.commit([event()], [raise]))).length, racers);
    assert.deepEqual(await store.findOne('counters', { _id: id }), { _id: id, live: racers });
  });

  it('as many pass a limit as it allows', async () => {
    const id = newId('counter');
    const limit = 10;
    await store.commit([event()], [{ insert: 'counters', document: { _id: id, live: 0 } }]);
    const raise: Change = { update: 'counters', where: { _id: id, live: { $lt: limit } }, set: { $inc: { live: 1 } } };
    assert.equal((await winnersOf(() => store.commit([event()], [raise]))).length, limit);
    assert.deepEqual(await store.findOne('counters', { _id: id }), { _id: id, live: limit });
  });

  it('those that rely on each other by guards that change nothing never pass each other', async () => {
    const [first, second] = [newId('usr'), newId('usr')];
    await store.commit(
      [event()],
      [
        { insert: 'users', document: { _id: first, on: true } },
        { insert: 'users', document: { _id: second, on: true } },
      ],
    );
    // Each may go off only while the other is on: the classic write skew.
    const goOff = (own: string, other: string): Change[] => [
      { update: 'users', where: { _id: other, on: true }, set: { $set: { on: true } } },
      { update: 'users', where: { _id: own, on: true }, set: { $set: { on: false } } },
    ];
    const winners = await winnersOf((racer) =>
      store.commit([event()], racer % 2 === 0 ? goOff(first, second) : goOff(second, first)),
    );
    assert.equal(winners.length, 1);
    assert.equal(await store.count('users', { _id: { $in: [first, second] }, on: true }, 2), 1);
  });

  it('all attempts of one commit succeed, and it takes effect once', async () => {
    const id = newId('counter');
    await store.commit([event()], [{ insert: 'counters', document: { _id: id, live: 0 } }]);
    const same = event();
    const raise: Change = { update: 'counters', where: { _id: id, live: 0 }, set: { $inc: { live: 1 } } };
    assert.equal((await winnersOf(() => store.commit([same], [raise]))).length, racers);
    assert.deepEqual(await store.findOne('counters', { _id: id }), { _id: id, live: 1 });
  });

  it('as many count up to a limit as it allows, and none is turned away before', async () => {
    const _id = newId('attempt');
    const upTo = racers + 3;
    const countedUp = await Promise.all(
      Array.from({ length: racers * 3 }, () => store.countUp({ _id, upTo, at: 1, expires_at: 2 })),
    );
    assert.equal(countedUp.filter(Boolean).length, upTo);
    assert.equal((await store.findOne('attempts', { _id }))?.count, upTo);
  });

  it('one counts up from each value', async () => {
    const _id = newId('attempt');
    const stamps = { at: 1, expires_at: 2 };
    const countedUp = await Promise.all(
      Array.from({ length: racers * 3 }, (_, racer) => store.countUp({ _id, from: racer % 3, ...stamps })),
    );
    const count = (await store.findOne('attempts', { _id }))?.count;
    assert.equal(countedUp.filter(Boolean).length, count);
    const again = await Promise.all(
      Array.from({ length: racers }, () => store.countUp({ _id, from: Number(count), ...stamps })),
    );
    assert.equal(again.filter(Boolean).length, 1);
    assert.deepEqual(await store.findOne('attempts', { _id }), { _id, count: Number(count) + 1, ...stamps });
  });
});
