import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Client,
  createClient,
  isAuthenticationError,
  isSessionEndedError,
  memoryStorage,
  readOnlyStorage,
  type TokenStorage,
  webStorage,
} from '../../src/index.ts';
import { email, password, startFakeSessions, tokenLifeSeconds } from '../support/fake-sessions.ts';
import { createGate } from '../support/gate.ts';
import { createTestClock } from '../support/test-clock.ts';

const lifeMs = tokenLifeSeconds * 1_000;
const renewable = { email, password, kind: 'renewable' as const };

/** As a browser has it. */
function createWebStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get length() {
      return values.size;
    },
    clear: () => values.clear(),
    key: (index) => [...values.keys()][index] ?? null,
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

const later = (storage: TokenStorage): TokenStorage => ({
  get: async (key) => storage.get(key),
  set: async (key, value) => storage.set(key, value),
  remove: async (key) => storage.remove(key),
});

for (const { name, create } of [
  { name: 'memory', create: memoryStorage },
  { name: 'web storage', create: () => webStorage(createWebStorage()) },
  { name: 'a storage that answers later', create: () => later(memoryStorage()) },
]) {
  test(`a session is kept in ${name}, and gone after the sign-out`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeSessions(t, clock);
    const storage = create();
    const open = () => createClient({ baseUrl: server.url, clock, storage });

    await open().sessions.signIn({ body: { email, password } });
    const next = open();
    await next.account.getMe();
    await next.signOut();

    assert.equal(await open().accessToken(), undefined);
    assert.deepEqual(server.liveSessions(), []);
  });
}

test('a client that has made no call yet can end the stored session', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const storage = memoryStorage();
  await createClient({ baseUrl: server.url, clock, storage }).sessions.signIn({ body: renewable });

  await createClient({ baseUrl: server.url, clock, storage }).signOut();

  assert.deepEqual(server.liveSessions(), []);
});

for (const { name, credentials, start } of [
  {
    name: 'that a sign-in has given',
    credentials: undefined,
    start: (client: Client) => client.sessions.signIn({ body: { email, password } }),
  },
  {
    name: 'that the application gave',
    credentials: { sessionToken: 'zs_given' },
    start: (client: Client) => client.accessToken(),
  },
]) {
  test(`a sign-out while a session ${name} is being written leaves nothing stored`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeSessions(t, clock);
    const inner = memoryStorage();
    const [writing, gate] = [createGate(), createGate()];
    const storage: TokenStorage = {
      ...inner,
      set: async (key, value) => {
        writing.open();
        await gate.passed;
        await inner.set(key, value);
      },
    };
    const client = createClient({ baseUrl: server.url, clock, storage, ...(credentials && { credentials }) });

    const started = start(client).catch(() => undefined);
    await writing.passed;
    await client.signOut();
    gate.open();
    await started;

    assert.equal(await inner.get(`latchkey:${server.url}`), undefined);
  });
}

test('calls that come together read the storage once, and later ones not at all until a renewal', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const inner = memoryStorage();
  let reads = 0;
  const storage: TokenStorage = {
    ...inner,
    get: (key) => {
      reads += 1;
      return inner.get(key);
    },
  };
  await createClient({ baseUrl: server.url, clock, storage: inner }).sessions.signIn({ body: renewable });
  const client = createClient({ baseUrl: server.url, clock, storage });

  await Promise.all(Array.from({ length: 20 }, () => client.account.getMe()));
  await client.account.getMe();

  assert.equal(reads, 1);
});

test('a storage that is full or forbidden costs the next page its session, and this page nothing', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const forbidden = (): never => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  const storage: TokenStorage = { get: forbidden, set: forbidden, remove: forbidden };
  const client = createClient({ baseUrl: server.url, credentials: renewable, clock, storage });

  await client.account.getMe();
  clock.advance(lifeMs);
  await client.account.getMe();
  await client.signOut();

  assert.equal(server.requests('POST /v1/token').length, 1);
});

test('what is stored and cannot be read counts as nothing stored', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  for (const text of ['', 'zs_given', '{"version":2,"sessionToken":"zs_given"}', 'null', '[]']) {
    const client = createClient({ baseUrl: server.url, clock, storage: readOnlyStorage(() => text) });
    assert.equal(await client.accessToken(), undefined);
  }
});

test('a reading server uses a stored access token, and never a refresh token whose successor it could not keep', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const storage = memoryStorage();
  await createClient({ baseUrl: server.url, clock, storage }).sessions.signIn({ body: renewable });
  const told: unknown[] = [];
  const render = () =>
    createClient({
      baseUrl: server.url,
      clock,
      storage: readOnlyStorage(storage.get),
      onSessionEnded: (error) => told.push(error),
    }).account.getMe();

  await render();
  clock.advance(lifeMs);
  await assert.rejects(
    render(),
    (error) => isAuthenticationError(error) && error.code === 'renewal_not_allowed' && !isSessionEndedError(error),
  );

  assert.equal(server.requests('POST /v1/token').length, 0);
  assert.deepEqual(told, []);
  await createClient({ baseUrl: server.url, clock, storage }).account.getMe();
});

test('a reading server mints access tokens from a stored session token, and leaves the storage as it is', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const storage = memoryStorage();
  await createClient({ baseUrl: server.url, clock, storage }).sessions.signIn({ body: { email, password } });
  const before = await storage.get(`latchkey:${server.url}`);

  await createClient({ baseUrl: server.url, clock, storage: readOnlyStorage(storage.get) }).account.getMe();

  assert.equal(await storage.get(`latchkey:${server.url}`), before);
});

test('a tab waits for the renewal of another under a Web Lock', async (t) => {
  const { locks, held } = createLocks();
  withNavigator(t, locks);
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const shared = createWebStorage();
  const tabs = [1, 2, 3].map(() => createClient({ baseUrl: server.url, clock, storage: webStorage(shared) }));
  await tabs[0]?.sessions.signIn({ body: renewable });
  await Promise.all(tabs.map((tab) => tab.account.getMe()));

  clock.advance(lifeMs);
  await Promise.all(tabs.map((tab) => tab.account.getMe()));

  assert.equal(server.requests('POST /v1/token').length, 1);
  assert.deepEqual(
    held,
    Array.from({ length: 3 }, () => `latchkey:${server.url}`),
  );
});

test('a Web Lock that is not given in time is done without', async (t) => {
  withNavigator(t, { request: async () => Promise.reject(new DOMException('Too late.', 'TimeoutError')) });
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const storage = webStorage(createWebStorage());
  const client = createClient({ baseUrl: server.url, clock, storage, credentials: renewable });

  await client.account.getMe();
  clock.advance(lifeMs);
  await client.account.getMe();

  assert.equal(server.requests('POST /v1/token').length, 1);
});

test('what the application does when a session ends may need the lock itself', async (t) => {
  const { locks } = createLocks();
  withNavigator(t, locks);
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const shared = createWebStorage();
  const told = Promise.withResolvers<unknown>();
  const client = createClient({
    baseUrl: server.url,
    clock,
    storage: webStorage(shared),
    credentials: { sessionToken: 'zs_given' },
    onSessionEnded: async () => {
      const next = createClient({ baseUrl: server.url, clock, storage: webStorage(shared) });
      await next.sessions.signIn({ body: { email, password } });
      told.resolve(await next.accessToken());
    },
  });
  server.endSessions();

  await assert.rejects(client.account.getMe(), isSessionEndedError);

  assert.equal(typeof (await told.promise), 'string');
});

type Locks = Pick<LockManager, 'request'>;

/** One holder at a time, in order, as the Web Locks API has it. */
function createLocks(): { locks: Locks; held: string[] } {
  const held: string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const request = (name: string, _options: unknown, work: () => Promise<unknown>) => {
    const mine = last.then(async () => {
      held.push(name);
      return work();
    });
    last = mine.catch(() => undefined);
    return mine;
  };
  return { locks: { request: request as Locks['request'] }, held };
}

function withNavigator(t: { after(work: () => void): void }, locks: Locks): void {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { locks }, configurable: true, writable: true });
  t.after(() => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else Reflect.deleteProperty(globalThis, 'navigator');
  });
}
