import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isLatchkeyError, isValidationError } from '../../src/index.ts';
import { startFakeServer } from '../support/fake-server.ts';
import { startFakeSessions } from '../support/fake-sessions.ts';
import { createTestClock } from '../support/test-clock.ts';

const credentials = { apiToken: 'zk_live_example' };

test('a redirect is not followed, so neither token nor request reaches the other host', async (t) => {
  const clock = createTestClock();
  const stranger = await startFakeServer(t, clock);
  const server = await startFakeServer(t, clock, {
    'GET /v1/me': () => ({ status: 307, headers: { location: `${stranger.url}/v1/me` } }),
  });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await assert.rejects(
    client.account.getMe(),
    (error) => isLatchkeyError(error) && error.code === 'unexpected_redirect',
  );

  assert.equal(stranger.requests('GET /v1/me').length, 0);
});

for (const part of ['//stranger.example', '/\\stranger.example', '@stranger.example', '..', 'x@y:1']) {
  test(`no path parameter (${part}) and no base URL leads a token to another origin`, async () => {
    const origins = new Set<string>();
    const client = createClient({
      baseUrl: 'https://auth.example/base/',
      credentials,
      retry: false,
      fetch: async (input, init) => {
        origins.add(new URL(new Request(input, init).url).origin);
        return new Response();
      },
    });

    await client.roles
      .get({ path: { workspace: part, role_id: part } })
      .catch((error) => assert.ok(isValidationError(error)));
    await client.account.getMe();

    assert.deepEqual([...origins], ['https://auth.example']);
  });
}

test('every request omits cookies and follows no redirect, the session’s own requests too', async (t) => {
  const clock = createTestClock();
  const server = await startFakeSessions(t, clock);
  const sent: Request[] = [];
  const client = createClient({
    baseUrl: server.url,
    credentials: { sessionToken: 'zs_given' },
    clock,
    fetch: (input, init) => {
      const request = new Request(input, init);
      sent.push(request);
      return fetch(request);
    },
  });

  await client.account.getMe();
  await client.signOut();

  assert.equal(sent.length, 3);
  // Bun has no cookies, and says so by always saying the same.
  const omitted = new Request(server.url, { credentials: 'omit' }).credentials;
  assert.ok(sent.every(({ credentials, redirect }) => credentials === omitted && redirect === 'manual'));
});

test('an operation that needs no credential carries none', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { 'GET /health/live': () => ({ body: { status: 'ok' } }) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.service.getLiveness();

  assert.equal(server.requests('GET /health/live')[0]?.headers.authorization, undefined);
});

test('a path below the origin is kept, with or without a slash at its end', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { 'GET /auth/v1/me': () => ({ body: {} }) });
  for (const baseUrl of [`${server.url}/auth`, `${server.url}/auth/`]) {
    await createClient({ baseUrl, credentials, clock }).account.getMe();
  }
  assert.equal(server.requests('GET /auth/v1/me').length, 2);
});

for (const workspace of ['', '.', '..']) {
  test(`the path parameter ${JSON.stringify(workspace)} is refused before it can lead to another operation`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeServer(t, clock);
    const client = createClient({ baseUrl: server.url, credentials, clock });

    await assert.rejects(
      client.workspaceKeys.revoke({ path: { workspace, token_id: 'tok_1' } }),
      (error) => isValidationError(error) && error.errors[0]?.pointer === '/path/workspace',
    );
  });
}

test('a path parameter cannot leave its segment', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { 'GET /v1/workspaces/..%2Fme%3Fa%23b': () => ({ body: {} }) });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  await client.workspaces.get({ path: { workspace: '../me?a#b' } });
});

test('a base URL that is not http is refused at once', () => {
  assert.throws(() => createClient({ baseUrl: 'auth.example.com' }), TypeError);
  assert.throws(() => createClient({ baseUrl: 'ftp://auth.example.com' }), TypeError);
});
