import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { connectMongodb, type SentCommand, StandaloneRefused } from '../../src/storage/mongodb/connect-mongodb.ts';
import { type Document, type Store, StoreUnavailable } from '../../src/storage/port.ts';
import { event, newId } from './documents.ts';
import { mongodbUri, newPlace, requireMongodbUri } from './engines.ts';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';
import { createMessageReader, replyTo } from './mongodb-wire.ts';

interface Numbered extends Document {
  readonly version: number;
}

/** Serves one test: answers every message with the same body, or never. */
async function withServer(
  answer: Record<string, unknown> | 'never',
  test: (uri: string) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const read = createMessageReader();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      for (const request of read(chunk)) if (answer !== 'never') socket.write(replyTo(request, answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await test(`mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('connecting to MongoDB', () => {
  it('refuses a standalone server, and says what to do', async () => {
    const standalone = {
      ok: 1,
      isWritablePrimary: true,
      minWireVersion: 0,
      maxWireVersion: 25,
      maxBsonObjectSize: 2 ** 24,
    };
    await withServer(standalone, (uri) => assert.rejects(connectMongodb({ uri }), StandaloneRefused));
  });

  it('gives up on a server that never answers', () =>
    withServer('never', (uri) =>
      assert.rejects(connectMongodb({ uri, deadlines: { selectionMilliseconds: 100 } }), StoreUnavailable),
    ));

  it('gives up where no server is', () =>
    assert.rejects(
      connectMongodb({ uri: 'mongodb://127.0.0.1:1/', deadlines: { selectionMilliseconds: 100 } }),
      StoreUnavailable,
    ));
});

async function untilServed(store: Store): Promise<void> {
  while (
    !(await store.ping().then(
      () => true,
      () => false,
    ))
  );
}

if (mongodbUri !== undefined) describe('a store on MongoDB', onMongodb);

function onMongodb(): void {
  const place = newPlace('mongodb');
  const sent: SentCommand[] = [];
  let store: Store;
  before(async () => {
    store = await connectMongodb({
      uri: requireMongodbUri(),
      databaseName: place.address,
      onCommand: (command) => sent.push(command),
    });
    await store.commit([event()], [{ insert: 'heads', document: { _id: 's:1', idle_expires_at: 1 } }]);
  });
  after(async () => {
    await store.close();
    await place.remove();
  });

  const commandsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    sent.length = 0;
    await work();
    return sent.map(({ name, collection }) => (collection === undefined ? name : `${name} ${collection}`));
  };

  it('reads any number of heads with one command', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `s:${index}`);
    assert.deepEqual(await commandsOf(() => store.heads(ids)), ['find heads']);
    assert.deepEqual(await commandsOf(() => store.heads([])), []);
  });

  it('reads the heads of all who ask in the same turn with one command, and gives each theirs', async () => {
    await store.commit([event()], [{ insert: 'heads', document: { _id: 's:2', idle_expires_at: 1 } }]);
    const asked = [['s:1'], ['s:2', 's:none'], ['s:2', 's:1']];
    const answers: string[][] = [];
    const ask = () =>
      Promise.all(asked.map(async (ids, index) => (answers[index] = [...(await store.heads(ids)).keys()].sort())));
    assert.deepEqual(await commandsOf(ask), ['find heads']);
    assert.deepEqual(answers, [['s:1'], ['s:2'], ['s:1', 's:2']]);
  });

  it('never answers with a head as it was before it was asked for', async () => {
    const version = async () => Number((await store.heads<Numbered>(['s:3'])).get('s:3')?.version);
    await store.commit([event()], [{ insert: 'heads', document: { _id: 's:3', version: 1 } }]);
    for (let expected = 2; expected < 40; expected += 1) {
      const under = version();
      await store.commit([event()], [{ update: 'heads', where: { _id: 's:3' }, set: { $inc: { version: 1 } } }]);
      const [after, besides] = await Promise.all([version(), version()]);
      assert.equal(after, expected);
      assert.equal(besides, expected);
      assert.ok([expected - 1, expected].includes(await under));
    }
  });

  it('reads a page with one command', async () => {
    const events = Array.from({ length: 150 }, () => event());
    await store.commit(events, []);
    const page = () =>
      store.find('audit_events', { stream: 'wsp_1' }, { sort: { occurred_at: -1, _id: -1 }, limit: 130 });
    assert.deepEqual(await commandsOf(page), ['find audit_events']);
  });

  it('moves the last use of a head forward with one command', async () => {
    const move = () =>
      store.commit([], [{ update: 'heads', where: { _id: 's:1' }, set: { $max: { idle_expires_at: 2 } } }]);
    assert.deepEqual(await commandsOf(move), ['update heads']);
  });

  it('commits an event with its changes in one transaction, events first', async () => {
    const commit = () =>
      store.commit(
        [event()],
        [
          { insert: 'sessions', document: { _id: 'ses_1', user_id: 'usr_1', created_at: 1 } },
          { update: 'heads', where: { _id: 's:1' }, set: { $inc: { version: 1 } } },
        ],
      );
    assert.deepEqual(await commandsOf(commit), [
      'insert audit_events',
      'insert sessions',
      'update heads',
      'commitTransaction',
    ]);
  });

  it('commits that lost a race for a document try again one after the other, and so not again and again', async () => {
    const id = newId('counter');
    const writers = 48;
    await store.commit([event()], [{ insert: 'counters', document: { _id: id, live: 0 } }]);
    const raise = () =>
      store.commit([event()], [{ update: 'counters', where: { _id: id }, set: { $inc: { live: 1 } } }]);
    const commands = await commandsOf(() => Promise.all(Array.from({ length: writers }, raise)));
    assert.deepEqual(await store.findOne('counters', { _id: id }), { _id: id, live: writers });
    const attempts = commands.filter((command) => command === 'insert audit_events').length;
    assert.ok(attempts <= 3 * writers, `${attempts} attempts at ${writers} commits`);
  });

  it('gives up on an answer that never comes', async () => {
    const proxy = await startFaultyProxy();
    const impatient = await connectMongodb({
      uri: proxy.uri,
      databaseName: place.address,
      deadlines: { socketMilliseconds: 150, commitMilliseconds: 100 },
    });
    try {
      proxy.faults = ['find', 'insert'].map((command) => ({
        command,
        when: 'silence' as const,
        times: Number.POSITIVE_INFINITY,
      }));
      await assert.rejects(impatient.heads(['s:1']), StoreUnavailable);
      await assert.rejects(impatient.commit([event()], []), StoreUnavailable);
    } finally {
      await impatient.close();
      proxy.close();
    }
  });

  it('is unavailable when all connections stay busy, and serves again when one is free', async () => {
    const proxy = await startFaultyProxy();
    const narrow = await connectMongodb({
      uri: proxy.uri,
      databaseName: place.address,
      poolSize: 1,
      deadlines: { queueMilliseconds: 50, socketMilliseconds: 300 },
    });
    try {
      proxy.faults = [{ command: 'find', when: 'silence', times: 1 }];
      const results = await Promise.allSettled([narrow.heads(['s:1']), narrow.findOne('heads', { _id: 's:1' })]);
      const refused = results.filter((result) => result.status === 'rejected');
      assert.ok(refused.length >= 1 && refused.every(({ reason }) => reason instanceof StoreUnavailable));
      assert.equal((await narrow.heads(['s:1'])).size, 1);
    } finally {
      await narrow.close();
      proxy.close();
    }
  });

  describe('through a network that breaks', () => {
    let proxy: FaultyProxy;
    let broken: Store;
    before(async () => {
      proxy = await startFaultyProxy();
      broken = await connectMongodb({ uri: proxy.uri, databaseName: place.address });
    });
    after(async () => {
      await broken.close();
      proxy.close();
    });
    /** Three connections wait for work, and are ended while nobody looks. */
    const resetIdleConnections = async (): Promise<void> => {
      await Promise.all([broken.ping(), broken.ping(), broken.ping()]);
      proxy.reset();
    };

    // The driver gives what the socket says as it is, when it finds the connection dead in the act of sending.
    const reads = {
      findOne: () => broken.findOne('users', { _id: 'usr_1' }),
      find: () => broken.find('audit_events', { stream: 'wsp_1' }, { limit: 1 }),
      count: () => broken.count('users', { _id: 'usr_1' }, 1),
      heads: () => broken.heads(['s:1']),
      ping: () => broken.ping(),
    };
    for (const [name, read] of Object.entries(reads)) {
      it(`${name} succeeds although its connection was reset while it was idle`, async () => {
        await resetIdleConnections();
        await Promise.all([read(), read()]);
      });
    }

    it('a commit takes effect once although its connection was reset while it was idle', async () => {
      for (const changes of [[], [{ insert: 'counters' as const, document: { _id: newId('counter'), live: 0 } }]]) {
        const written = event();
        await resetIdleConnections();
        await broken.commit([written], changes);
        assert.deepEqual(await broken.findOne('audit_events', { _id: written._id }), written);
      }
    });

    it('a counter whose connection was reset while it was idle is raised, or the store is unavailable', async () => {
      await resetIdleConnections();
      await broken.countUp({ _id: newId('attempt'), from: 0, at: 1, expires_at: 2 }).catch((error: unknown) => {
        assert.ok(error instanceof StoreUnavailable, String(error));
      });
    });
  });

  it('no call waits for ever when its connection closes in the instant of sending', async () => {
    const sockets: Socket[] = [];
    const remember = (message: unknown): void => void sockets.push((message as { readonly socket: Socket }).socket);
    subscribe('net.client.socket', remember);
    const closing = await connectMongodb({
      uri: requireMongodbUri(),
      databaseName: place.address,
      deadlines: { selectionMilliseconds: 300, queueMilliseconds: 100, socketMilliseconds: 300 },
    });
    const calls = [
      () => closing.findOne('users', { _id: 'usr_1' }),
      () => closing.countUp({ _id: newId('attempt'), from: 0, at: 1, expires_at: 2 }),
      () => closing.commit([event()], []),
      () => closing.commit([event()], [{ insert: 'counters', document: { _id: newId('counter'), live: 0 } }]),
    ];
    try {
      for (const call of calls) {
        await untilServed(closing);
        for (const socket of sockets) socket.destroy();
        const error = await call().then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        assert.ok(error === undefined || error instanceof StoreUnavailable, String(error));
      }
      await untilServed(closing);
    } finally {
      unsubscribe('net.client.socket', remember);
      await closing.close();
    }
  });

  it('is unavailable to every call that it is closed under', async () => {
    const closing = await connectMongodb({ uri: requireMongodbUri(), databaseName: place.address });
    const calls = Array.from({ length: 20 }, () => [
      closing.findOne('users', { _id: 'usr_1' }),
      closing.heads(['s:1']),
      closing.countUp({ _id: newId('attempt'), from: 0, at: 1, expires_at: 2 }),
      closing.commit([event(), event()], [{ insert: 'counters', document: { _id: newId('counter'), live: 0 } }]),
    ]).flat();
    const settled = Promise.allSettled(calls);
    await closing.close();
    for (const result of await settled)
      if (result.status === 'rejected') assert.ok(result.reason instanceof StoreUnavailable, result.reason.stack);
  });
}
