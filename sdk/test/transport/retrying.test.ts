import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isNetworkError, isRateLimitError, isServerError } from '../../src/index.ts';
import { createServerClock } from '../../src/tokens/server-clock.ts';
import { sending } from '../../src/transport/sending.ts';
import { type Answer, refusal, type Script, startFakeServer } from '../support/fake-server.ts';
import { createTestClock } from '../support/test-clock.ts';

const roles: Answer = { body: { data: [], next_cursor: null } };
const credentials = { apiToken: 'zk_live_example' };
const input = { path: { workspace: 'acme' } };
const route = 'GET /v1/workspaces/acme/roles';

/** Gives each answer once, the last one for ever. */
function inTurn(...answers: (Answer | 'hang up')[]): Script {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)] ?? 'hang up';
}

test('a 429 with Retry-After in seconds is waited out exactly, and the call succeeds', async (t) => {
  const clock = createTestClock();
  const limited = refusal(429, 'rate_limit_exceeded', { 'retry-after': '7' });
  const server = await startFakeServer(t, clock, { [route]: inTurn(limited, roles) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  assert.deepEqual(await client.roles.list(input), roles.body);
  assert.deepEqual(clock.waits, [7_000]);
});

test('a Retry-After date is read against the server’s own clock', async (t) => {
  const clock = createTestClock();
  const serverClock = { now: () => clock.now() + 3_600_000 };
  const until = new Date(serverClock.now() + 9_000).toUTCString();
  const limited = refusal(503, 'unavailable', { 'retry-after': until });
  const server = await startFakeServer(t, serverClock, { [route]: inTurn(limited, roles) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.roles.list(input);

  assert.deepEqual(clock.waits, [9_000]);
});

test('a Retry-After date that has passed asks for no wait', async (t) => {
  const clock = createTestClock();
  const limited = refusal(503, 'unavailable', { 'retry-after': new Date(clock.now() - 60_000).toUTCString() });
  const server = await startFakeServer(t, clock, { [route]: inTurn(limited, roles) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.roles.list(input);

  assert.deepEqual(clock.waits, [0]);
});

test('an answer that breaks off is asked for again', async (t) => {
  const clock = createTestClock();
  const cut: Answer = { headers: { 'content-length': '999', connection: 'close' }, body: '{"data":' };
  const server = await startFakeServer(t, clock, { [route]: inTurn(cut, roles) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  assert.deepEqual(await client.roles.list(input), roles.body);
});

test('the time of one attempt covers its whole answer, and the next attempt has its own', async (t) => {
  const clock = createTestClock();
  const stuck: Answer = { headers: { 'content-length': '999' }, body: '{"data":' };
  const server = await startFakeServer(t, clock, { [route]: inTurn(stuck, roles) });
  const { signal } = new AbortController();
  const terms = { repeatable: false, deadlineAt: clock.now() + 30_000, attemptTimeoutMs: 200, signal };
  const send = sending(terms, { clock, serverClock: createServerClock(clock), attempts: 2 });

  const response = await send({ method: 'GET', url: `${server.url}/v1/workspaces/acme/roles`, headers: {} });

  assert.deepEqual(await response.json(), roles.body);
  assert.equal(server.requests(route).length, 2);
});

for (const status of [408, 429, 502, 503, 504]) {
  test(`a ${status} is tried again until the attempts are used up, and is then the answer`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeServer(t, clock, { [route]: () => refusal(status, 'some_code') });
    const client = createClient({ baseUrl: server.url, credentials, clock, retry: { attempts: 4 } });

    await assert.rejects(client.roles.list(input), { status, code: 'some_code' });

    assert.equal(server.requests(route).length, 4);
  });
}

test('a query reaches the service as it was given, without the members that have no value', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { [route]: () => roles });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.roles.list({ ...input, query: { limit: 2, cursor: 'a&b= c' } });
  await client.roles.list({ ...input, query: { limit: 2, cursor: undefined } as unknown as { limit: number } });

  const [first, second] = server.requests(route).map(({ path }) => path.split('?')[1]);
  assert.deepEqual(
    [first, second].map((query) => [...new URLSearchParams(query)]),
    [
      [
        ['limit', '2'],
        ['cursor', 'a&b= c'],
      ],
      [['limit', '2']],
    ],
  );
});

test('a broken connection is tried again with growing, jittered waits, three times in all', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { [route]: () => 'hang up' });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await assert.rejects(client.roles.list(input), isNetworkError);

  assert.equal(server.requests(route).length, 3);
  const [first = 0, second = 0, ...more] = clock.waits;
  assert.ok(first >= 125 && first <= 250);
  assert.ok(second >= 250 && second <= 500);
  assert.deepEqual(more, []);
});

test('a wait that reaches beyond the call’s time is not begun: the error says how long it would have been', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    [route]: () => refusal(429, 'rate_limit_exceeded', { 'retry-after': '60' }),
  });
  const client = createClient({ baseUrl: server.url, credentials, clock, timeoutMs: 30_000 });

  await assert.rejects(client.roles.list(input), (error) => isRateLimitError(error) && error.retryAfterMs === 60_000);

  assert.deepEqual(clock.waits, []);
});

for (const status of [400, 401, 403, 404, 409, 410, 412, 422, 500]) {
  test(`a ${status} is an answer, not a reason to ask again`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeServer(t, clock, {
      [route]: () => refusal(status, 'some_code', { 'retry-after': '1' }),
    });
    const client = createClient({ baseUrl: server.url, credentials, clock });

    await assert.rejects(client.roles.list(input), { status, code: 'some_code' });

    assert.equal(server.requests(route).length, 1);
  });
}

test('a sign-in is sent once whatever happens to it, because each attempt counts', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    'POST /v1/sessions': () => refusal(503, 'unavailable', { 'retry-after': '1' }),
  });
  const client = createClient({ baseUrl: server.url, clock });

  await assert.rejects(client.sessions.signIn({ body: { email: 'ada@example.com', password: 'x' } }), isServerError);

  assert.equal(server.requests('POST /v1/sessions').length, 1);
});

test('a creation is repeated under one idempotency key, and each creation has its own', async (t) => {
  const clock = createTestClock();
  const created: Answer = { status: 201, body: { id: 'wsp_1' } };
  const server = await startFakeServer(t, clock, {
    'POST /v1/workspaces': inTurn('hang up', refusal(503, 'unavailable'), created),
  });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.workspaces.create({ body: { name: 'Acme' } });
  await client.workspaces.create({ body: { name: 'Acme' } });

  const seen = server.requests('POST /v1/workspaces');
  const [first, second, third, other] = seen.map(({ headers }) => headers['idempotency-key']);
  assert.match(String(first), /^[0-9a-f]{32}$/);
  assert.deepEqual([second, third], [first, first]);
  assert.notEqual(other, first);
  assert.ok(seen.every(({ body }) => body === '{"name":"Acme"}'));
});

test('a caller’s own idempotency key is the one that is sent', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { 'POST /v1/workspaces': () => ({ status: 201, body: {} }) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.workspaces.create({ body: { name: 'Acme' }, idempotencyKey: 'import-2026-01-15-acme' });

  assert.equal(server.requests('POST /v1/workspaces')[0]?.headers['idempotency-key'], 'import-2026-01-15-acme');
});

test('a verification is repeated although it is a POST, because it changes nothing', async (t) => {
  const clock = createTestClock();
  const invalid: Answer = { body: { outcome: 'invalid', code: 'invalid_token', cache_seconds: 0 } };
  const server = await startFakeServer(t, clock, { 'POST /v1/verify': inTurn('hang up', invalid) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  assert.equal((await client.decisions.verifyCredential({ body: { credential: 'zk' } })).outcome, 'invalid');
});

test('a service that does not answer in time is a timeout', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { [route]: () => new Promise(() => {}) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await assert.rejects(
    client.roles.list({ ...input, timeoutMs: 20 }),
    (error) => isNetworkError(error) && error.code === 'timeout',
  );
});

test('an abort ends a call whose answer is still out, and its connection', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { [route]: () => new Promise(() => {}) });
  const client = createClient({ baseUrl: server.url, credentials, clock });
  const controller = new AbortController();
  const reason = new Error('enough');

  const call = client.roles.list({ ...input, signal: controller.signal });
  await server.arrival(route);
  controller.abort(reason);

  await assert.rejects(call, reason);
  await server.hangUp(route);
});

test('a fetch that ignores its signal cannot hold a call beyond its time', async () => {
  const client = createClient({
    baseUrl: 'http://127.0.0.1:1',
    credentials,
    fetch: () => new Promise(() => {}),
    timeoutMs: 20,
  });

  await assert.rejects(client.roles.list(input), (error) => isNetworkError(error) && error.code === 'timeout');
});

test('an abort ends the call with the caller’s own reason, also in the middle of a wait', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    [route]: () => refusal(429, 'rate_limit_exceeded', { 'retry-after': '5' }),
  });
  const waiting = Promise.withResolvers<void>();
  const client = createClient({
    baseUrl: server.url,
    credentials,
    clock: {
      now: clock.now,
      wait: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          waiting.resolve();
        }),
    },
  });
  const controller = new AbortController();
  const reason = new Error('enough');

  const call = client.roles.list({ ...input, signal: controller.signal });
  await waiting.promise;
  controller.abort(reason);

  await assert.rejects(call, reason);
});
