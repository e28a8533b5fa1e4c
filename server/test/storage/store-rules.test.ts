import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { type Change, CommitConflict, type Store, StoreUnavailable } from '../../src/storage/port.ts';
import { event, newId } from './documents.ts';
import { onEachEngine } from './engines.ts';

onEachEngine('a store guards against defects of its caller: it', (place) => {
  let store: Store;
  before(async () => {
    store = await place.open();
  });
  after(() => store.close());

  const head = { _id: 's:rule' };
  const defects: readonly (readonly [string, Change[], number])[] = [
    ['a business change without an event', [{ insert: 'users', document: { _id: 'usr_x' } }], 0],
    ['a head changed without an event', [{ update: 'heads', where: head, set: { $set: { state: 'x' } } }], 0],
    [
      'another member of a head raised without an event',
      [{ update: 'heads', where: head, set: { $max: { version: 9 } } }],
      0,
    ],
    ['a head deleted without an event', [{ delete: 'heads', where: head }], 0],
    [
      'a bookkeeping commit that may not be repeated',
      [{ update: 'attempts', where: { _id: 'a' }, set: { $inc: { count: 1 } } }],
      0,
    ],
    ['a guarded deletion without an event', [{ delete: 'idempotency', where: { _id: 'a', state: 'x' } }], 0],
    ['an audit event written as a change', [{ insert: 'audit_events', document: event() }], 1],
    ['an audit event changed', [{ update: 'audit_events', where: { _id: 'e' }, set: { $set: { action: 'x' } } }], 1],
    ['an audit event deleted', [{ delete: 'audit_events', where: { _id: 'e' } }], 1],
    ['an update that modifies nothing', [{ update: 'users', where: { _id: 'u' }, set: { $set: {} } }], 1],
    ['a change of an id', [{ update: 'users', where: { _id: 'u' }, set: { $set: { _id: 'v' } } }], 1],
    [
      'one path changed twice',
      [{ update: 'users', where: { _id: 'u' }, set: { $set: { on: true }, $unset: { 'on.at': true } } }],
      1,
    ],
    ['a guard with an undefined operand', [{ delete: 'users', where: { _id: 'u', state: undefined } }], 1],
    ['an empty id', [{ insert: 'users', document: { _id: '' } }], 1],
    ['a list on an indexed path', [{ insert: 'sessions', document: { _id: 's', user_id: ['u'] } }], 1],
  ];
  for (const [title, changes, eventCount] of defects) {
    it(`refuses ${title}`, async () => {
      await assert.rejects(store.commit(eventCount === 0 ? [] : [event()], changes), TypeError);
    });
  }

  it('refuses two events with one id in a commit', async () => {
    await assert.rejects(store.commit([event('evt_twice'), event('evt_twice')], []), TypeError);
  });

  it('refuses filters that would lose a condition, and limits that are none', async () => {
    const undefinedOperand = { state: undefined };
    await assert.rejects(store.find('users', undefinedOperand), TypeError);
    await assert.rejects(store.find('users', { $or: [] }), TypeError);
    await assert.rejects(store.find('users', { $or: [{ a: 1 }, undefinedOperand] }), TypeError);
    await assert.rejects(store.find('users', { a: {} }), TypeError);
    await assert.rejects(store.find('users', JSON.parse('{"a": {"$regex": "x"}}')), TypeError);
    await assert.rejects(store.find('users', JSON.parse('{"$where": "true"}')), TypeError);
    await assert.rejects(store.find('users', {}, { limit: 0 }), TypeError);
    await assert.rejects(store.count('users', {}, 0), TypeError);
  });

  it('refuses an update that the document cannot take, and writes nothing', async () => {
    const id = newId('usr');
    await store.commit([event()], [{ insert: 'users', document: { _id: id, name: 'Ada', list: [1] } }]);
    for (const set of [
      { $inc: { name: 1 } },
      { $addToSet: { name: 'x' } },
      { $pull: { name: 'x' } },
      { $set: { 'name.first': 'x' } },
    ]) {
      const written = event();
      await assert.rejects(
        store.commit([written], [{ update: 'users', where: { _id: id }, set }]),
        (error) => !(error instanceof CommitConflict) && !(error instanceof StoreUnavailable),
      );
      assert.equal(await store.findOne('audit_events', { _id: written._id }), undefined);
    }
    assert.deepEqual(await store.findOne('users', { _id: id }), { _id: id, name: 'Ada', list: [1] });
  });
});
