import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { collections } from '../../src/storage/collections.ts';
import { type Change, CommitConflict, type Document, type Store, StoreUnavailable } from '../../src/storage/port.ts';
import { event, newId } from './documents.ts';
import { onEachEngine } from './engines.ts';

const withUniqueValue = {
  ...collections,
  names: {
    kind: 'business',
    shardKey: '_id',
    indexes: [{ name: 'unique_value', keys: { owner: 1, value: 1 }, unique: true }],
  },
} as const;

onEachEngine('a store', (place) => {
  let store: Store;
  before(async () => {
    store = await place.open(withUniqueValue);
  });
  after(() => store.close());

  const insertUser = async (members: Omit<Document, '_id'> = {}): Promise<string> => {
    const id = newId('usr');
    await store.commit([event()], [{ insert: 'users', document: { ...members, _id: id } }]);
    return id;
  };
  const conflict = (change: Change) => (error: unknown) => error instanceof CommitConflict && error.change === change;

  it('names its engine and answers a ping', async () => {
    assert.equal(store.engine, place.engine);
    await store.ping();
  });

  it('gives back what was inserted, without its undefined members', async () => {
    const id = await insertUser({
      name: 'Ada ✓ 𝄞',
      age: 36,
      tags: ['a', null, 2],
      profile: { city: null },
      none: undefined,
    });
    assert.deepEqual(await store.findOne('users', { _id: id }), {
      _id: id,
      name: 'Ada ✓ 𝄞',
      age: 36,
      tags: ['a', null, 2],
      profile: { city: null },
    });
  });

  it('finds nothing where nothing is', async () => {
    assert.equal(await store.findOne('users', { _id: 'usr_none' }), undefined);
    assert.deepEqual(await store.find('users', { _id: { $in: [] } }), []);
    assert.deepEqual(await store.heads(['s:none']), new Map());
    assert.deepEqual(await store.heads([]), new Map());
  });

  it('sorts, limits and projects what it finds', async () => {
    const owner = newId('wsp');
    const documents = [3, 1, 2].map((at) => ({
      _id: newId('tok'),
      owner,
      kind: 'k',
      created_at: at,
      deep: { a: at, b: 0 },
    }));
    await store.commit(
      [event()],
      documents.map((document) => ({ insert: 'api_tokens' as const, document })),
    );
    const found = await store.find(
      'api_tokens',
      { owner },
      { sort: { created_at: -1, _id: -1 }, limit: 2, projection: ['created_at', 'deep.a'] },
    );
    assert.deepEqual(found, [
      { _id: documents[0]?._id, created_at: 3, deep: { a: 3 } },
      { _id: documents[2]?._id, created_at: 2, deep: { a: 2 } },
    ]);
  });

  it('stops counting at the maximum', async () => {
    const group = newId('group');
    for (let index = 0; index < 3; index += 1) await insertUser({ group });
    assert.equal(await store.count('users', { group }, 10), 3);
    assert.equal(await store.count('users', { group }, 2), 2);
    const owner = newId('wsp');
    await store.commit(
      [event()],
      [{ insert: 'api_tokens', document: { _id: newId('tok'), owner, kind: 'k', created_at: 1 } }],
    );
    assert.equal(await store.count('api_tokens', { owner, created_at: { $gt: 0 } }, 5), 1);
  });

  it('applies every operator of an update', async () => {
    const id = await insertUser({ count: 1, top: 5, gone: true, list: ['a', 'b'] });
    await store.commit(
      [event()],
      [
        {
          update: 'users',
          where: { _id: id },
          set: {
            $set: { 'profile.name': 'Ada' },
            $unset: { gone: true },
            $inc: { count: 2 },
            $max: { top: 4 },
            $addToSet: { list: 'c' },
          },
        },
        { update: 'users', where: { _id: id }, set: { $pull: { list: 'a' }, $max: { top: 9 } } },
      ],
    );
    assert.deepEqual(await store.findOne('users', { _id: id }), {
      _id: id,
      count: 3,
      top: 9,
      list: ['b', 'c'],
      profile: { name: 'Ada' },
    });
  });

  it('writes nothing of a commit with a guard that does not hold, and names the change', async () => {
    const id = await insertUser({ state: 'active' });
    const refused: Change = {
      update: 'users',
      where: { _id: id, state: 'suspended' },
      set: { $set: { state: 'gone' } },
    };
    const first = event();
    await assert.rejects(
      store.commit([first], [{ insert: 'heads', document: { _id: `u:${id}`, version: 1 } }, refused]),
      conflict(refused),
    );
    assert.equal(await store.findOne('audit_events', { _id: first._id }), undefined);
    assert.deepEqual(await store.heads([`u:${id}`]), new Map());
  });

  it('refuses to insert an id that is taken, and to delete or update what is not there', async () => {
    const id = await insertUser();
    for (const change of [
      { insert: 'users', document: { _id: id } },
      { delete: 'users', where: { _id: 'usr_none' } },
      { update: 'users', where: { _id: 'usr_none' }, set: { $inc: { guards: 1 } } },
    ] as const satisfies Change[]) {
      await assert.rejects(store.commit([event()], [change]), conflict(change));
    }
  });

  it('refuses a unique value that is taken, by insert and by update', async () => {
    const owner = newId('wsp');
    const first = { _id: newId('name'), owner, value: 'a' };
    const second = { _id: newId('name'), owner, value: 'b' };
    await store.commit(
      [event()],
      [
        { insert: 'names', document: first },
        { insert: 'names', document: second },
      ],
    );
    const again: Change = { insert: 'names', document: { ...first, _id: newId('name') } };
    const renamed: Change = { update: 'names', where: { _id: second._id }, set: { $set: { value: 'a' } } };
    await assert.rejects(store.commit([event()], [again]), conflict(again));
    await assert.rejects(store.commit([event()], [renamed]), conflict(renamed));
    assert.deepEqual(await store.findOne('names', { _id: second._id }), second);
  });

  it('takes a repeated commit for the one that was made, even though its guard no longer holds', async () => {
    const id = await insertUser({ version: 1 });
    const events = [event(), event()];
    const changes: Change[] = [{ update: 'users', where: { _id: id, version: 1 }, set: { $inc: { version: 1 } } }];
    await store.commit(events, changes);
    await store.commit(events, changes);
    assert.deepEqual(await store.findOne('users', { _id: id }), { _id: id, version: 2 });
    assert.equal(await store.count('audit_events', { _id: { $in: events.map(({ _id }) => _id) } }, 9), 2);
  });

  it('refuses a commit that mixes an event of another commit with its own', async () => {
    const used = event();
    await store.commit([used], []);
    const id = newId('usr');
    await assert.rejects(store.commit([event(), used], [{ insert: 'users', document: { _id: id } }]), TypeError);
    assert.equal(await store.findOne('users', { _id: id }), undefined);
  });

  it('makes a guard that changes nothing a write', async () => {
    const id = await insertUser({ state: 'active' });
    await store.commit([event()], [{ update: 'users', where: { _id: id }, set: { $set: { state: 'active' } } }]);
    assert.deepEqual(await store.findOne('users', { _id: id }), { _id: id, state: 'active', guards: 1 });
  });

  it('takes several changes to one document in their order', async () => {
    const id = newId('usr');
    await store.commit(
      [event()],
      [
        { insert: 'users', document: { _id: id, n: 1 } },
        { update: 'users', where: { _id: id, n: 1 }, set: { $inc: { n: 1 } } },
        { delete: 'users', where: { _id: id, n: 2 } },
        { insert: 'users', document: { _id: id, n: 9 } },
      ],
    );
    assert.deepEqual(await store.findOne('users', { _id: id }), { _id: id, n: 9 });
  });

  it('shows a head as the last commit left it', async () => {
    const id = `s:${newId('ses')}`;
    const headNow = async (): Promise<Document | undefined> => (await store.heads([id, 's:none'])).get(id);
    assert.equal(await headNow(), undefined);
    await store.commit([event()], [{ insert: 'heads', document: { _id: id, state: 'active', version: 1 } }]);
    assert.deepEqual(await headNow(), { _id: id, state: 'active', version: 1 });
    const failing: Change[] = [
      { update: 'heads', where: { _id: id }, set: { $inc: { version: 7 } } },
      { delete: 'users', where: { _id: 'usr_none' } },
    ];
    await assert.rejects(store.commit([event()], failing), CommitConflict);
    assert.deepEqual(await headNow(), { _id: id, state: 'active', version: 1 });
    await store.commit([event()], [{ update: 'heads', where: { _id: id }, set: { $set: { state: 'ended' } } }]);
    assert.deepEqual(await headNow(), { _id: id, state: 'ended', version: 1 });
    await store.commit([event()], [{ delete: 'heads', where: { _id: id } }]);
    assert.equal(await headNow(), undefined);
  });

  it('keeps what it stores out of reach of the documents it was given and gives', async () => {
    const id = `s:${newId('ses')}`;
    const document = { _id: id, limits: { idle: 1 } };
    await store.commit([event()], [{ insert: 'heads', document }]);
    document.limits.idle = 99;
    const head = (await store.heads<Document & { limits: { idle: number } }>([id])).get(id);
    try {
      if (head !== undefined) head.limits.idle = 98;
    } catch (error) {
      assert.ok(error instanceof TypeError, 'a frozen document says so');
    }
    assert.deepEqual((await store.heads([id])).get(id), { _id: id, limits: { idle: 1 } });
  });

  it('moves the last use of a head forward without an event, and never back', async () => {
    const id = `s:${newId('ses')}`;
    await store.commit([event()], [{ insert: 'heads', document: { _id: id, state: 'active', idle_expires_at: 10 } }]);
    const move = (to: number): Promise<void> =>
      store.commit(
        [],
        [{ update: 'heads', where: { _id: id, state: 'active' }, set: { $max: { idle_expires_at: to } } }],
      );
    await move(20);
    await move(15);
    assert.deepEqual((await store.heads([id])).get(id), { _id: id, state: 'active', idle_expires_at: 20 });
  });

  it('writes bookkeeping without an event, all of it or nothing', async () => {
    const [kept, gone] = [newId('idem'), newId('idem')];
    const insert = (id: string): Change => ({ insert: 'idempotency', document: { _id: id, expires_at: 1 } });
    await store.commit([], [insert(gone)]);
    await store.commit([], [insert(kept), { delete: 'idempotency', where: { _id: gone } }]);
    const taken = insert(kept);
    await assert.rejects(store.commit([], [insert(gone), taken]), conflict(taken));
    assert.deepEqual(await store.find('idempotency', { _id: { $in: [kept, gone] } }, { projection: [] }), [
      { _id: kept },
    ]);
  });

  it('has nothing to do for an empty commit', async () => {
    await store.commit([], []);
  });

  it('counts up only from the value that was seen', async () => {
    const _id = newId('attempt');
    assert.equal(await store.countUp({ _id, from: 1, at: 1, expires_at: 9 }), false);
    assert.equal(await store.countUp({ _id, from: 0, at: 2, expires_at: 9 }), true);
    assert.equal(await store.countUp({ _id, from: 0, at: 3, expires_at: 9 }), false);
    assert.equal(await store.countUp({ _id, from: 1, at: 4, expires_at: 10 }), true);
    assert.deepEqual(await store.findOne('attempts', { _id }), { _id, count: 2, at: 4, expires_at: 10 });
  });

  it('counts up to a limit, and no further', async () => {
    const _id = newId('attempt');
    const stamps = { at: 2, expires_at: 9 };
    assert.equal(await store.countUp({ _id, upTo: 0, ...stamps }), false);
    assert.equal(await store.findOne('attempts', { _id }), undefined);
    for (const expected of [true, true, false])
      assert.equal(await store.countUp({ _id, upTo: 2, ...stamps }), expected);
    assert.equal(await store.countUp({ _id, upTo: 3, at: 3, expires_at: 10 }), true);
    assert.deepEqual(await store.findOne('attempts', { _id }), { _id, count: 3, at: 3, expires_at: 10 });
  });

  it('counts up from 0 again after the counter was put back', async () => {
    const _id = newId('attempt');
    await store.countUp({ _id, from: 0, at: 1, expires_at: 9 });
    await store.commit([event()], [{ update: 'attempts', where: { _id }, set: { $set: { count: 0 } } }]);
    assert.equal(await store.countUp({ _id, from: 0, at: 2, expires_at: 9 }), true);
    assert.deepEqual(await store.findOne('attempts', { _id }), { _id, count: 1, at: 2, expires_at: 9 });
  });
});

onEachEngine('a store that is opened again', (place) => {
  it('has everything that was committed', async () => {
    const first = await place.open();
    await first.commit([event('evt_1')], [{ insert: 'users', document: { _id: 'usr_1', name: 'Ada' } }]);
    await first.close();
    const second = await place.open();
    assert.deepEqual(await second.findOne('users', { _id: 'usr_1' }), { _id: 'usr_1', name: 'Ada' });
    assert.deepEqual(await second.findOne('audit_events', { _id: 'evt_1' }), event('evt_1'));
    await second.close();
  });

  it('is unavailable once it is closed', async () => {
    const store = await place.open();
    await store.close();
    await store.close();
    await assert.rejects(store.ping(), StoreUnavailable);
    await assert.rejects(store.findOne('users', { _id: 'usr_1' }), StoreUnavailable);
    await assert.rejects(store.commit([event()], []), StoreUnavailable);
  });
});
