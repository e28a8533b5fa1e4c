import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, createClient, isSessionEndedError, memoryStorage, type TokenStorage } from '../../src/index.ts';
import { email, type FakeSessions, password, startFakeSessions, tokenLifeSeconds } from '../support/fake-sessions.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

const lifeMs = tokenLifeSeconds * 1_000;

interface Browser {
  readonly server: FakeSessions;
  readonly clock: TestClock;
  readonly storage: TokenStorage;
  /** Another tab: a client of its own over the same storage. */
  openTab(storage?: TokenStorage): Client;
}

async function startBrowser(t: Parameters<typeof startFakeSessions>[0]): Promise<Browser> {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const shared = memoryStorage();
  return {
    server,
    clock,
    storage: shared,
    openTab: (storage = shared) => createClient({ baseUrl: server.url, clock, storage }),
  };
}

const signIn = (client: Client, kind: 'sliding' | 'renewable' = 'renewable') =>
  client.sessions.signIn({ body: { email, password, kind } });

for (const kind of ['sliding', 'renewable'] as const) {
  test(`a ${kind} session goes on in the next tab, without another sign-in or renewal`, async (t) => {
    const { server, openTab } = await startBrowser(t);
    const first = openTab();
    await signIn(first, kind);
    await first.account.getMe();
    const renewals = server.requests('GET /v1/token').length;

    await openTab().account.getMe();

    assert.equal(server.requests('POST /v1/sessions').length, 1);
    assert.equal(server.requests('GET /v1/token').length, renewals);
    assert.equal(server.requests('POST /v1/token').length, 0);
  });
}

test('a tab in which nobody is signed in goes on with the session that another tab signs in', async (t) => {
  const { server, openTab } = await startBrowser(t);
  const [first, second] = [openTab(), openTab()];
  assert.equal(await second.accessToken(), undefined);

  await signIn(first);
  await second.account.getMe();

  assert.equal(await second.accessToken(), await first.accessToken());
  assert.equal(server.requests('POST /v1/sessions').length, 1);
});

test('a storage that could not be read once is read again', async (t) => {
  const { storage, openTab } = await startBrowser(t);
  await signIn(openTab());
  let fails = true;
  const flaky: TokenStorage = {
    ...storage,
    get: async (key) => {
      if (!fails) return storage.get(key);
      fails = false;
      throw new Error('Not now.');
    },
  };
  const tab = openTab(flaky);
  assert.equal(await tab.accessToken(), undefined);

  await tab.account.getMe();
});

test('a token that one tab has renewed is used by the other, which asks for none', async (t) => {
  const { server, clock, openTab } = await startBrowser(t);
  const [first, second] = [openTab(), openTab()];
  await signIn(first);
  await second.account.getMe();
  clock.advance(lifeMs);

  await first.account.getMe();
  await second.account.getMe();

  assert.equal(server.requests('POST /v1/token').length, 1);
});

test('tabs that refresh at the same time without any lock all go on, because the service gives them one successor', async (t) => {
  const { server, clock, openTab } = await startBrowser(t);
  const tabs = Array.from({ length: 5 }, () => openTab());
  await signIn(tabs[0] as Client);
  await Promise.all(tabs.map((tab) => tab.account.getMe()));

  for (const _round of [1, 2, 3]) {
    clock.advance(lifeMs);
    await Promise.all(tabs.map((tab) => tab.account.getMe()));
  }

  assert.equal(server.liveSessions().length, 1);
});

test('a tab that wakes up long after the others had renewed twice does not use its old refresh token', async (t) => {
  const { server, clock, openTab } = await startBrowser(t);
  const [awake, asleep] = [openTab(), openTab()];
  await signIn(awake);
  await asleep.account.getMe();
  for (const _ of [1, 2]) {
    clock.advance(lifeMs);
    await awake.account.getMe();
  }
  clock.advance(lifeMs);

  await asleep.account.getMe();

  assert.equal(server.liveSessions().length, 1);
  assert.equal(server.requests('POST /v1/token').length, 3);
});

test('an answer that arrives after another tab has moved on does not put an old token back', async (t) => {
  const { server, clock, storage, openTab } = await startBrowser(t);
  const [slow, fast] = [openTab(), openTab()];
  await signIn(slow);
  await fast.account.getMe();
  clock.advance(lifeMs);
  const first = server.holdAnswers('POST /v1/token', 1);

  const call = slow.account.getMe();
  await server.arrival('POST /v1/token');
  await fast.account.getMe();
  clock.advance(lifeMs);
  await fast.account.getMe();
  const newest = await storage.get(`latchkey:${server.url}`);
  first.letGo();
  await call;

  assert.equal(await storage.get(`latchkey:${server.url}`), newest);
  clock.advance(lifeMs);
  await slow.account.getMe();
  assert.equal(server.liveSessions().length, 1);
});

test('a sign-out in one tab is one in every tab, and no tab signs in again by itself', async (t) => {
  const { server, clock, openTab } = await startBrowser(t);
  const [first, second] = [openTab(), openTab()];
  await signIn(first);
  await second.account.getMe();

  await first.signOut();
  clock.advance(lifeMs);

  await assert.rejects(second.account.getMe(), isSessionEndedError);
  assert.equal(server.requests('POST /v1/token').length, 0);
});

test('a sign-out in another tab during a refresh wins: the late tokens are not stored', async (t) => {
  const { server, clock, storage, openTab } = await startBrowser(t);
  const [first, second] = [openTab(), openTab()];
  await signIn(first);
  await second.account.getMe();
  clock.advance(lifeMs);
  const refreshes = server.holdAnswers('POST /v1/token');

  const call = second.account.getMe();
  await server.arrival('POST /v1/token');
  await first.signOut();
  refreshes.letGo();

  await assert.rejects(call, isSessionEndedError);
  assert.equal(await storage.get(`latchkey:${server.url}`), undefined);
  assert.deepEqual(server.liveSessions(), []);
});

test('a sign-in of somebody else in another tab during a refresh wins: the late answer does not take their place', async (t) => {
  const { server, clock, storage, openTab } = await startBrowser(t);
  const [ours, theirs] = [openTab(), openTab()];
  await signIn(ours);
  clock.advance(lifeMs);
  const refreshes = server.holdAnswers('POST /v1/token');

  const call = ours.account.getMe();
  await server.arrival('POST /v1/token');
  await signIn(theirs);
  const stored = await storage.get(`latchkey:${server.url}`);
  refreshes.letGo();

  await assert.rejects(call, isSessionEndedError);
  assert.equal(await storage.get(`latchkey:${server.url}`), stored);
  assert.equal(server.liveSessions().length, 1);
  await theirs.account.getMe();
});

test('when somebody else signs in in another tab, this one’s calls do not change into theirs', async (t) => {
  const { clock, openTab } = await startBrowser(t);
  const [ours, theirs] = [openTab(), openTab()];
  await signIn(ours);
  await ours.account.getMe();
  await signIn(theirs);
  clock.advance(lifeMs);

  await assert.rejects(ours.account.getMe(), isSessionEndedError);
  await theirs.account.getMe();
});

for (const kind of ['sliding', 'renewable'] as const) {
  test(`programs of one person that sign in by password at the same time all go on (${kind})`, async (t) => {
    const { server, clock, storage } = await startBrowser(t);
    const programs = [1, 2, 3].map(() =>
      createClient({ baseUrl: server.url, clock, storage, credentials: { email, password, kind } }),
    );

    for (const _round of [1, 2, 3]) {
      await Promise.all(programs.map((program) => program.account.getMe()));
      clock.advance(lifeMs);
    }
    server.endSessions();
    for (const program of programs) await program.account.getMe();
  });
}

test('two people who sign in by password on one machine do not share a place', async (t) => {
  const { server, clock, storage } = await startBrowser(t);
  const clientOf = (address: string) =>
    createClient({ baseUrl: server.url, clock, storage, credentials: { email: address, password } });

  await clientOf('ada@example.com').account.getMe();
  await clientOf('bob@example.com').account.getMe();
  await clientOf('ada@example.com').account.getMe();

  assert.equal(server.requests('POST /v1/sessions').length, 2);
});
