import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createClient,
  isNetworkError,
  isSessionEndedError,
  memoryStorage,
  type TokenStorage,
} from '../../src/index.ts';
import { refusal } from '../support/fake-server.ts';
import { email, graceMs, password, startFakeSessions, tokenLifeSeconds } from '../support/fake-sessions.ts';
import { createTestClock } from '../support/test-clock.ts';

const lifeMs = tokenLifeSeconds * 1_000;
const credentials = { email, password, kind: 'renewable' as const, clientName: 'A terminal' };

async function startRenewable(t: Parameters<typeof startFakeSessions>[0], storage?: TokenStorage) {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({
    baseUrl: server.url,
    credentials,
    clock,
    timeoutMs: 240_000,
    ...(storage && { storage }),
  });
  return { clock, server, client };
}

const sentRefreshTokens = ({ server }: Awaited<ReturnType<typeof startRenewable>>) =>
  server.requests('POST /v1/token').map(({ body }) => new URLSearchParams(body).get('refresh_token'));

test('a renewable session is refreshed by its newest refresh token, each used once', async (t) => {
  const setting = await startRenewable(t);
  const { clock, server, client } = setting;

  for (const _ of [1, 2, 3]) {
    await client.account.getMe();
    clock.advance(lifeMs);
  }

  assert.deepEqual(JSON.parse(server.requests('POST /v1/sessions')[0]?.body ?? ''), {
    email,
    password,
    kind: 'renewable',
    client_name: 'A terminal',
  });
  const sent = sentRefreshTokens(setting);
  assert.equal(sent.length, 2);
  assert.equal(new Set(sent).size, 2);
  assert.equal(server.requests('GET /v1/token').length, 0);
});

test('a thousand concurrent calls with an expired token refresh it exactly once and all succeed', async (t) => {
  const { clock, server, client } = await startRenewable(t);
  await client.account.getMe();

  clock.advance(lifeMs);
  await Promise.all(Array.from({ length: 1_000 }, () => client.account.getMe()));

  assert.equal(server.requests('POST /v1/token').length, 1);
});

test('a refresh whose answer was lost is sent again within the service’s grace, and the session goes on', async (t) => {
  const setting = await startRenewable(t);
  const { clock, server, client } = setting;
  await client.account.getMe();
  clock.advance(lifeMs);
  const before = clock.now();

  loseFirstAnswer(server, 'POST /v1/token');
  await client.account.getMe();

  const [first, second] = sentRefreshTokens(setting);
  assert.equal(second, first);
  assert.ok(clock.now() - before < graceMs);
  clock.advance(lifeMs);
  await client.account.getMe();
  assert.equal(server.liveSessions().length, 1);
});

for (const retry of [undefined, false, { attempts: 5 }] as const) {
  test(`a refresh is sent three times, all within the grace, with \`retry\` ${JSON.stringify(retry)}`, async (t) => {
    const { clock, server } = await startRenewable(t);
    const client = createClient({ baseUrl: server.url, credentials, clock, ...(retry !== undefined && { retry }) });
    await client.account.getMe();
    clock.advance(lifeMs);
    server.script('POST /v1/token', () => 'hang up');

    await assert.rejects(client.account.getMe(), isNetworkError);

    assert.equal(server.requests('POST /v1/token').length, 3);
    const waited = clock.waits.reduce((sum, wait) => sum + wait, 0);
    const longestAttemptMs = 2_500;
    assert.ok(waited + 3 * longestAttemptMs < graceMs);
  });
}

for (const { what, answer } of [
  { what: 'a rate limit', answer: () => refusal(429, 'rate_limit_exceeded', { 'retry-after': '60' }) },
  { what: 'an outage', answer: () => 'hang up' as const },
]) {
  test(`${what} does not end a renewable session: it goes on with the same refresh token`, async (t) => {
    const setting = await startRenewable(t);
    const { clock, server } = setting;
    const storage = memoryStorage();
    const client = createClient({ baseUrl: server.url, credentials, clock, storage, timeoutMs: 10_000 });
    await client.account.getMe();
    clock.advance(lifeMs);
    const refresh = server.scriptOf('POST /v1/token');
    server.script('POST /v1/token', answer);

    await assert.rejects(client.account.getMe(), (error) => !isSessionEndedError(error));
    server.script('POST /v1/token', refresh);
    clock.advance(60_000);
    await client.account.getMe();

    assert.equal(new Set(sentRefreshTokens(setting)).size, 1);
    assert.equal(server.requests('POST /v1/sessions').length, 1);
  });
}

test('a refused refresh token ends the session, with the reason and once', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const told: unknown[] = [];
  const client = createClient({ baseUrl: server.url, clock, onSessionEnded: (error) => told.push(error) });
  await client.sessions.signIn({ body: { email, password, kind: 'renewable' } });
  await client.account.getMe();

  server.endSessions();
  clock.advance(lifeMs);

  await assert.rejects(client.account.getMe(), (error) => isSessionEndedError(error) && error.status === 400);
  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal(told.length, 1);
  assert.equal(server.requests('POST /v1/token').length, 1);
});

test('a sign-out during a refresh wins: the late tokens are neither used nor stored, and their session is ended', async (t) => {
  const storage = memoryStorage();
  const { clock, server, client } = await startRenewable(t, storage);
  await client.account.getMe();
  clock.advance(lifeMs);
  const refreshes = server.holdAnswers('POST /v1/token');

  const call = client.account.getMe();
  await server.arrival('POST /v1/token');
  await client.signOut();
  refreshes.letGo();

  await assert.rejects(call, isSessionEndedError);
  assert.equal(server.requests('GET /v1/me').length, 1);
  assert.equal(storage.get(`latchkey:${server.url}:${email}`), undefined);
  assert.deepEqual(server.liveSessions(), []);
});

test('a sign-out during a sign-in wins too: the session that arrives late is ended', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, clock });
  const signIns = server.holdAnswers('POST /v1/sessions');

  const call = client.sessions.signIn({ body: { email, password, kind: 'renewable' } });
  await server.arrival('POST /v1/sessions');
  await client.signOut();
  signIns.letGo();

  await assert.rejects(call, isSessionEndedError);
  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.deepEqual(server.liveSessions(), []);
});

/** The service does its work and the first answer gets lost on the way. */
function loseFirstAnswer(server: Awaited<ReturnType<typeof startFakeSessions>>, route: string): void {
  const script = server.scriptOf(route);
  let isFirst = true;
  server.script(route, async (seen) => {
    const answer = await script(seen);
    if (!isFirst) return answer;
    isFirst = false;
    return 'hang up';
  });
}
