import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createClient,
  isAuthenticationError,
  isNetworkError,
  isRateLimitError,
  isSessionEndedError,
  type SessionEndedError,
} from '../../src/index.ts';
import { refusal, rejection } from '../support/fake-server.ts';
import { password, startFakeSessions, tokenLifeSeconds } from '../support/fake-sessions.ts';
import { createTestClock } from '../support/test-clock.ts';

const lifeMs = tokenLifeSeconds * 1_000;
/** A thousand requests take real time on a busy machine. */
const patient = { timeoutMs: 240_000 };
const times = <T>(count: number, make: () => Promise<T>): Promise<T>[] => Array.from({ length: count }, make);

test('the first call signs in, mints an access token, and every later call uses it', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { email: 'ada@example.com', password }, clock });

  await client.account.getMe();
  await client.account.getMe();

  assert.equal(server.requests('POST /v1/sessions').length, 1);
  assert.equal(server.requests('GET /v1/token')[0]?.headers.authorization, 'Bearer zs_1');
  assert.deepEqual(
    server.requests('GET /v1/me').map(({ headers }) => headers.authorization),
    ['Bearer access.2.token', 'Bearer access.2.token'],
  );
});

test('a thousand concurrent calls with an expired access token renew it exactly once', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ ...patient, baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  await client.account.getMe();

  clock.advance(lifeMs);
  await Promise.all(times(1_000, () => client.account.getMe()));

  assert.equal(server.requests('GET /v1/token').length, 2);
  assert.equal(server.requests('GET /v1/me').length, 1_001);
});

test('a thousand concurrent calls whose token is refused before its time renew it exactly once and all succeed', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ ...patient, baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  await client.account.getMe();

  server.refuseMinted();
  await Promise.all(times(1_000, () => client.account.getMe()));

  assert.equal(server.requests('GET /v1/token').length, 2);
});

test('a token near its end is renewed in the background while calls go on with it', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  await client.account.getMe();

  clock.advance(lifeMs - 59_000);
  await client.account.getMe();
  await server.arrival('GET /v1/token', 2);

  assert.equal(server.requests('GET /v1/me')[1]?.headers.authorization, 'Bearer access.1.token');
});

test('a token that is not near its end is not renewed', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  await client.account.getMe();

  clock.advance(lifeMs - 61_000);
  await client.account.getMe();

  assert.equal(server.requests('GET /v1/token').length, 1);
});

for (const { aheadMs, title } of [
  { aheadMs: 3_600_000, title: 'an hour slow' },
  { aheadMs: -3_600_000, title: 'an hour fast' },
]) {
  test(`a clock that is ${title} neither sends expired tokens nor renews all the time`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeSessions(t, clock, { aheadMs });
    const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

    await client.account.getMe();
    clock.advance(lifeMs / 2);
    await client.account.getMe();
    assert.equal(server.requests('GET /v1/token').length, 1);

    clock.advance(lifeMs / 2 + 1_000);
    await client.account.getMe();
    assert.equal(server.requests('GET /v1/token').length, 2);
    assert.equal(server.requests('GET /v1/me').length, 3);
  });
}

test('where the server’s Date header is hidden, a wrong clock does no harm either', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock, { aheadMs: -3_600_000 });
  const withoutDate: typeof fetch = async (input, init) => {
    const { body, status, headers } = await fetch(input, init);
    return new Response(body, { status, headers: [...headers].filter(([name]) => name !== 'date') });
  };
  const credentials = { sessionToken: 'zs_given' };
  const client = createClient({ baseUrl: server.url, credentials, clock, fetch: withoutDate });

  await client.account.getMe();
  clock.advance(lifeMs / 2);
  await client.account.getMe();

  assert.equal(server.requests('GET /v1/token').length, 1);
});

test('a service that always says 401 sees at most one renewal and one replay per call', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  server.script('GET /v1/me', rejection);
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

  for (const call of [1, 2, 3]) {
    await assert.rejects(client.account.getMe(), isAuthenticationError);
    assert.equal(server.requests('GET /v1/me').length, 2 * call);
    assert.equal(server.requests('GET /v1/token').length, 1 + call);
  }
});

test('a 401 that is not about the token, such as a wrong password, renews nothing', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  server.script('GET /v1/me', () =>
    refusal(401, 'invalid_credentials', { 'www-authenticate': 'Bearer realm="latchkey"' }),
  );
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

  await assert.rejects(client.account.getMe(), { code: 'invalid_credentials' });

  assert.equal(server.requests('GET /v1/token').length, 1);
});

for (const { status, code } of [
  { status: 403, code: 'insufficient_permissions' },
  { status: 404, code: 'not_found' },
]) {
  test(`a ${status} renews nothing and is not sent again`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeSessions(t, clock);
    server.script('GET /v1/me', () => refusal(status, code));
    const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });

    await assert.rejects(client.account.getMe(), { code });

    assert.equal(server.requests('GET /v1/token').length, 1);
    assert.equal(server.requests('GET /v1/me').length, 1);
  });
}

test('a session that the service has ended ends the client’s, and the application is told once', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const told: SessionEndedError[] = [];
  const client = createClient({
    baseUrl: server.url,
    credentials: { sessionToken: 'zs_given' },
    clock,
    onSessionEnded: (error) => told.push(error),
  });
  await client.account.getMe();

  server.endSessions();
  server.refuseMinted();
  const results = await Promise.allSettled(times(10, () => client.account.getMe()));

  assert.ok(results.every((result) => result.status === 'rejected' && isSessionEndedError(result.reason)));
  assert.equal(told.length, 1);
  assert.equal(told[0]?.code, 'session_ended');
  assert.equal(told[0]?.status, 401);

  const mints = server.requests('GET /v1/token').length;
  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal(server.requests('GET /v1/token').length, mints);
});

test('a client with a password signs in again when its session has ended', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { email: 'ada@example.com', password }, clock });
  await client.account.getMe();

  server.endSessions();
  server.refuseMinted();
  await client.account.getMe();

  assert.equal(server.requests('POST /v1/sessions').length, 2);
});

test('a wrong password is tried once, because each attempt counts against the account', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({
    baseUrl: server.url,
    credentials: { email: 'ada@example.com', password: 'wrong' },
    clock,
  });

  await assert.rejects(client.account.getMe(), { code: 'invalid_credentials' });
  clock.advance(lifeMs);
  await assert.rejects(client.account.getMe(), { code: 'invalid_credentials' });

  assert.equal(server.requests('POST /v1/sessions').length, 1);
});

test('a failed renewal is not repeated until its cool-down is over, and does not end the session', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({
    baseUrl: server.url,
    credentials: { sessionToken: 'zs_given' },
    clock,
    timeoutMs: 10_000,
  });
  await client.account.getMe();
  clock.advance(lifeMs);

  const mint = rateLimitedMint(server, 60);
  await assert.rejects(client.account.getMe(), (error) => isRateLimitError(error) && error.retryAfterMs === 60_000);
  await assert.rejects(client.account.getMe(), isRateLimitError);
  assert.equal(mint.count(), 1);

  mint.restore();
  clock.advance(60_000);
  await client.account.getMe();
});

test('an outage does not end the session', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const told: SessionEndedError[] = [];
  const client = createClient({
    baseUrl: server.url,
    credentials: { sessionToken: 'zs_given' },
    clock,
    onSessionEnded: (error) => told.push(error),
  });
  server.script('GET /v1/token', () => 'hang up');

  await assert.rejects(client.account.getMe(), isNetworkError);
  assert.equal(told.length, 0);
});

test('a 401 that is not the service’s own, such as a proxy’s page, does not end the session', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  const page = () => ({ status: 401, headers: { 'content-type': 'text/html' }, body: '<h1>Who are you?</h1>' });
  const mint = server.scriptOf('GET /v1/token');
  server.script('GET /v1/token', page);

  await assert.rejects(client.account.getMe(), { code: 'unexpected_answer', status: 401 });
  server.script('GET /v1/token', mint);
  clock.advance(60_000);
  await client.account.getMe();

  server.script('DELETE /v1/sessions/current', page);
  await assert.rejects(client.signOut(), { code: 'unexpected_answer', status: 401 });
});

test('while the access token still works, a failing renewal is nobody’s error', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const client = createClient({
    baseUrl: server.url,
    credentials: { sessionToken: 'zs_given' },
    clock,
    timeoutMs: 10_000,
  });
  await client.account.getMe();

  rateLimitedMint(server, 60);
  clock.advance(lifeMs - 30_000);
  await client.account.getMe();
  await server.arrival('GET /v1/token', 2);
  await client.account.getMe();
});

test('aborting one caller ends that call at once and leaves the shared renewal to the others', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const tokens = server.holdAnswers('GET /v1/token');
  const client = createClient({ baseUrl: server.url, credentials: { sessionToken: 'zs_given' }, clock });
  const impatience = new AbortController();

  const impatient = client.account.getMe({ signal: impatience.signal });
  const patient = client.account.getMe();
  await server.arrival('GET /v1/token');
  const reason = new Error('the page was left');
  impatience.abort(reason);
  await assert.rejects(impatient, reason);
  tokens.letGo();
  await patient;

  assert.equal(server.requests('GET /v1/token').length, 1);
  assert.equal(server.requests('GET /v1/me').length, 1);
});

/** Answers mints with 429 from now on; counts them. */
function rateLimitedMint(server: Awaited<ReturnType<typeof startFakeSessions>>, retryAfterSeconds: number) {
  const before = server.requests('GET /v1/token').length;
  let isLimited = true;
  server.script('GET /v1/token', () =>
    isLimited
      ? refusal(429, 'rate_limit_exceeded', { 'retry-after': String(retryAfterSeconds) })
      : {
          body: {
            token: 'access.2.token',
            token_type: 'Bearer',
            expires_in: 600,
            expires_at: '2026-01-15T13:00:00.000Z',
          },
        },
  );
  server.script('GET /v1/me', () => ({ body: { principal: {}, workspaces: [] } }));
  return {
    count: () => server.requests('GET /v1/token').length - before,
    restore: () => {
      isLimited = false;
    },
  };
}
