import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before } from 'node:test';
import type { RecordedEvent } from '../../src/audit/audit-event.ts';
import type { SealedEvent } from '../../src/audit/sealed-event.ts';
import { readConfig } from '../../src/config.ts';
import { createHttpServer } from '../../src/http/http-server.ts';
import { createLogger, type Logger } from '../../src/logger.ts';
import type { HashCost } from '../../src/passwords/hash-cost.ts';
import type { HashQueue } from '../../src/passwords/hash-queue.ts';
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts';
import type { Services } from '../../src/service.ts';
import { startService } from '../../src/start-service.ts';
import { type CollectionName, collections } from '../../src/storage/collections.ts';
import type { Store } from '../../src/storage/port.ts';
import { onEachEngine, type Place } from '../storage/engines.ts';
import { createHttpClient } from './http-client.ts';
import { createTestClient, type TestClient } from './test-client.ts';
import { createTestClock, type TestClock } from './test-clock.ts';
import { type WatchedStore, watchStore } from './watched-store.ts';

export const setupToken = 'test-setup-token-0123';

/** As cheap as argon2id can be: the tests are about the rules and not about waiting. */
export const cheapHash: HashCost = { memoryKibibytes: 64, passes: 1, lanes: 1 };

/** The whole service in this process, listening on a free port of the loopback address. */
export interface TestServer extends TestClient {
  readonly port: number;
  readonly clock: TestClock;
  readonly services: Services;
  /** What the service is asking of its store. */
  readonly watched: WatchedStore;
  /** The store itself, for a look at what is at rest. */
  readonly store: Store;
  readonly close: () => Promise<void>;
}

export interface TestServerOptions {
  /** Variables of the environment, as an operator would set them. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: TestClock;
  readonly hashCost?: HashCost;
  readonly hashQueue?: HashQueue;
  readonly logger?: Logger;
}

export async function startTestServer(place: Place, options: TestServerOptions = {}): Promise<TestServer> {
  const { environment = {}, clock = createTestClock(), hashCost = cheapHash, hashQueue } = options;
  const read = readConfig({
    PORT: '0',
    DATA_DIR: place.address,
    LOG_LEVEL: 'silent',
    SETUP_TOKEN: setupToken,
    SECRET_KEY: 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi',
    ...environment,
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const { config } = read;

  const store = await place.open();
  const http = createHttpServer();
  await once(http.listen(config.port, config.host), 'listening');
  const { port } = http.address() as AddressInfo;
  const watched = watchStore(store);
  const { services, handle, refuseUnreadable, close } = await startService(config, {
    port,
    logger: options.logger ?? createLogger(config.logLevel),
    clock,
    hasher: createPasswordHasher({ cost: hashCost, ...(hashQueue && { queue: hashQueue }) }),
    store: watched.store,
  }).catch((refusal: unknown) => {
    http.close();
    throw refusal;
  });
  http.on('request', handle);
  http.on('clientError', refuseUnreadable);
  const client = createHttpClient(port);

  return {
    ...createTestClient(client.send),
    port,
    clock,
    services,
    watched,
    store,
    close: async () => {
      client.close();
      http.closeAllConnections();
      await new Promise((closed) => http.close(closed));
      await close();
    },
  };
}

/** Runs a suite once per engine, each with a server of its own that all its tests share. */
export function onEachServer(
  title: string,
  suite: (current: { readonly server: TestServer; readonly place: Place }) => void,
  options: TestServerOptions = {},
): void {
  onEachEngine(title, (place) => {
    let started: TestServer | undefined;
    before(async () => {
      started = await startTestServer(place, options);
    });
    after(() => started?.close());
    suite({
      place,
      get server() {
        if (started === undefined) throw new Error('the server is there once the tests run');
        return started;
      },
    });
  });
}

/** What was done in a stream, oldest first: every audit event but those of refusals. */
export async function eventsOf(server: TestServer, stream: string): Promise<RecordedEvent[]> {
  return (await trailOf(server, stream)).filter(({ action }) => !refusals.includes(action));
}

const refusals: readonly string[] = ['access.denied', 'authentication.failed'];

/** Every audit event of a stream, oldest first, with its personal values in their places. */
export async function trailOf(server: TestServer, stream: string): Promise<RecordedEvent[]> {
  const sealed = await server.store.find<SealedEvent>(
    'audit_events',
    { stream, 'actor.kind': { $exists: true } },
    { sort: { occurred_at: 1, _id: 1 } },
  );
  return server.services.auditPersonal.reveal(sealed);
}

/** All that is at rest, as text: to show that something is not there, or that nothing was written. */
export async function dumpOf(server: TestServer): Promise<string> {
  await server.services.lastUse.settled();
  const names = Object.keys(collections) as CollectionName[];
  const contents = await Promise.all(names.map((name) => server.store.find(name, {}, { sort: { _id: 1 } })));
  return JSON.stringify(contents);
}
