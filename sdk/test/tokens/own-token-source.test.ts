import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, isAuthenticationError, type TokenRequest } from '../../src/index.ts';
import { rejection, startFakeServer } from '../support/fake-server.ts';
import { createTestClock } from '../support/test-clock.ts';

const me = { body: { principal: {}, workspaces: [] } };

test('an API token is sent as it is, and a refusal of it is final', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { 'GET /v1/me': rejection });
  const client = createClient({ baseUrl: server.url, credentials: { apiToken: 'zk_live_example' }, clock });

  await assert.rejects(client.account.getMe(), isAuthenticationError);

  assert.deepEqual(
    server.requests('GET /v1/me').map(({ headers }) => headers.authorization),
    ['Bearer zk_live_example'],
  );
});

test('a token source of the application is told which token was refused and asked for one more', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    'GET /v1/me': ({ headers }) => (headers.authorization === 'Bearer second' ? me : rejection()),
  });
  const asked: (string | undefined)[] = [];
  const token = async ({ refused }: TokenRequest = {}) => {
    asked.push(refused);
    return refused === undefined ? 'first' : 'second';
  };
  const client = createClient({ baseUrl: server.url, credentials: { token }, clock });

  await client.account.getMe();

  assert.deepEqual(asked, [undefined, 'first']);
});

test('a token source that knows one token only causes no replay', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, { 'GET /v1/me': rejection });
  const client = createClient({ baseUrl: server.url, credentials: { token: async () => 'only' }, clock });

  await assert.rejects(client.account.getMe(), isAuthenticationError);

  assert.equal(server.requests('GET /v1/me').length, 1);
});

test('the token of the next call can be had for requests of one’s own', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock);
  const client = createClient({ baseUrl: server.url, credentials: { apiToken: 'zk_live_example' }, clock });

  assert.equal(await client.accessToken(), 'zk_live_example');
  assert.equal(await createClient({ baseUrl: server.url, clock }).accessToken(), undefined);
});

for (const credentials of [{ apiToken: 'zk_live_example' }, { token: async () => 'zk_live_example' }]) {
  test(`revoking the session \`current\` is asked of the service where every call carries ${Object.keys(credentials)[0]}`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeServer(t, clock, { 'DELETE /v1/sessions/current': () => ({ status: 204 }) });
    const client = createClient({ baseUrl: server.url, credentials, clock });

    await client.sessions.revoke({ path: { session_id: 'current' } });

    const [sent] = server.requests('DELETE /v1/sessions/current');
    assert.equal(sent?.headers.authorization, 'Bearer zk_live_example');
  });
}
