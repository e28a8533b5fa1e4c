import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectMongodb } from '../../src/storage/mongodb/connect-mongodb.ts';
import { type Change, CommitConflict, type Store, StoreUnavailable } from '../../src/storage/port.ts';
import { event, newId } from './documents.ts';
import { mongodbUri, newPlace, shortenTransactionLifetime } from './engines.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';

/** Answers of a server that steps down, shuts down, is overtaken or too slow, with the labels it would give them. */
const errors = [
  { command: 'insert', code: 112, errorLabels: ['TransientTransactionError'] },
  { command: 'update', code: 251, errorLabels: ['TransientTransactionError'] },
  { command: 'insert', code: 10_107, errorLabels: ['TransientTransactionError'] },
  { command: 'commitTransaction', code: 91, errorLabels: ['RetryableWriteError'] },
  { command: 'commitTransaction', code: 11_602, errorLabels: ['RetryableWriteError'] },
  { command: 'commitTransaction', code: 50, errorLabels: [] },
] as const;

// Only a network has answers to lose; how the embedded engine survives its process is in kill.test.ts.
if (mongodbUri !== undefined) describe('a commit through a network that loses messages (mongodb)', lostAnswers);

function lostAnswers(): void {
  const place = newPlace('mongodb');
  let proxy: FaultyProxy;
  let store: Store;

  before(async () => {
    await shortenTransactionLifetime();
    proxy = await startFaultyProxy();
    store = await connectMongodb({ uri: proxy.uri, databaseName: place.address });
  });
  after(async () => {
    await store.close();
    proxy.close();
    await place.remove();
  });

  const newCounter = async (): Promise<string> => {
    const id = newId('counter');
    await store.commit([event()], [{ insert: 'counters', document: { _id: id, live: 0 } }]);
    return id;
  };
  const raiseFromZero = (id: string): Change[] => [
    { insert: 'api_tokens', document: { _id: newId('tok'), owner: id, kind: 'k', created_at: 1 } },
    { update: 'counters', where: { _id: id, live: 0 }, set: { $inc: { live: 1 } } },
  ];
  const effects = async (id: string): Promise<unknown> => ({
    live: (await store.findOne('counters', { _id: id }))?.live,
    tokens: await store.count('api_tokens', { owner: id }, 9),
  });

  const commitsOnceDespite = async (fault: Fault): Promise<void> => {
    const id = await newCounter();
    const written = event();
    proxy.faults = [fault];
    await store.commit([written], raiseFromZero(id));
    assert.equal(fault.times, 0, 'the fault happened');
    assert.deepEqual(await effects(id), { live: 1, tokens: 1 });
    assert.deepEqual(await store.findOne('audit_events', { _id: written._id }), written);
  };

  for (const command of ['insert', 'update', 'commitTransaction']) {
    for (const when of ['before', 'after'] as const) {
      for (const times of [1, 3]) {
        it(`takes effect once when ${command} loses its connection ${when} the server acts, ${times} time(s)`, () =>
          commitsOnceDespite({ command, when, times }));
      }
    }
  }

  for (const { command, code, errorLabels } of errors) {
    it(`takes effect once when ${command} is answered with error ${code}`, () =>
      commitsOnceDespite({ command, when: { answer: { ok: 0, code, errmsg: 'injected', errorLabels } }, times: 1 }));
  }

  it('of one change without events is repeated until it is there', async () => {
    for (const when of ['before', 'after'] as const) {
      const _id = newId('idem');
      proxy.faults = [{ command: 'insert', when, times: 3 }];
      await store.commit([], [{ insert: 'idempotency', document: { _id, expires_at: 1 } }]);
      proxy.faults = [{ command: 'delete', when, times: 3 }];
      await store.commit([], [{ delete: 'idempotency', where: { _id } }]);
      assert.equal(await store.findOne('idempotency', { _id }), undefined);
    }
  });

  it('of several changes without events takes effect once', async () => {
    const [first, second] = [newId('idem'), newId('idem')];
    proxy.faults = [{ command: 'commitTransaction', when: 'after', times: 3 }];
    await store.commit(
      [],
      [first, second].map((_id) => ({ insert: 'idempotency', document: { _id, expires_at: 1 } })),
    );
    assert.equal(await store.count('idempotency', { _id: { $in: [first, second] } }, 9), 2);
  });

  for (const when of ['before', 'after'] as const) {
    it(`is unavailable if the outcome stays unknown; then either it won or the next one does, never both (${when})`, async () => {
      const impatient = await connectMongodb({
        uri: proxy.uri,
        databaseName: place.address,
        deadlines: { commitMilliseconds: 1 },
      });
      const id = await newCounter();
      const [first, second] = [event(), event()];
      proxy.faults = [{ command: 'commitTransaction', when, times: Number.POSITIVE_INFINITY }];
      await assert.rejects(impatient.commit([first], raiseFromZero(id)), StoreUnavailable);
      proxy.faults = [];
      // A transaction that was left open holds its documents until the server ends it, a minute at the most.
      const patient = await connectMongodb({
        uri: proxy.uri,
        databaseName: place.address,
        deadlines: { commitMilliseconds: 90_000 },
      });
      const secondWon = await patient.commit([second], raiseFromZero(id)).then(
        () => true,
        (error: unknown) => {
          assert.ok(error instanceof CommitConflict);
          return false;
        },
      );
      const winner = secondWon ? second : first;
      assert.deepEqual(await effects(id), { live: 1, tokens: 1 });
      assert.deepEqual(await store.find('audit_events', { _id: { $in: [first._id, second._id] } }), [winner]);
      await Promise.all([impatient.close(), patient.close()]);
    });
  }

  it('is not repeated when its guard fails, whatever was lost before', async () => {
    const id = await newCounter();
    await store.commit([event()], raiseFromZero(id));
    proxy.faults = [{ command: 'insert', when: 'after', times: 2 }];
    await assert.rejects(store.commit([event()], raiseFromZero(id)), CommitConflict);
    assert.deepEqual(await effects(id), { live: 1, tokens: 1 });
  });

  it('is unavailable, as every read is, while no message gets through', async () => {
    const all = ['insert', 'find', 'aggregate', 'commitTransaction', 'abortTransaction', 'update'];
    const impatient = await connectMongodb({
      uri: proxy.uri,
      databaseName: place.address,
      deadlines: { commitMilliseconds: 1 },
    });
    proxy.faults = all.map((command) => ({ command, when: 'before', times: Number.POSITIVE_INFINITY }));
    await assert.rejects(impatient.findOne('users', { _id: 'u' }), StoreUnavailable);
    await assert.rejects(impatient.heads(['u:u']), StoreUnavailable);
    await assert.rejects(impatient.ping(), StoreUnavailable);
    await assert.rejects(impatient.countUp({ _id: 'a', from: 0, at: 1, expires_at: 2 }), StoreUnavailable);
    await assert.rejects(impatient.commit([event()], []), StoreUnavailable);
    proxy.faults = [];
    await impatient.ping();
    await impatient.close();
  });
}
