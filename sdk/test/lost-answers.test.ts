import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, type ClientOptions, createClient, isNetworkError, isSessionEndedError } from '../src/index.ts';
import { type RealServer, startRealServer } from './support/real-server.ts';

/**
 * For each operation that commits something: the service commits, the first answer is lost on the way. The service is the real
 * one; only the wire is cut.
 */
const email = 'ada@example.com';
const password = 'a long enough password for Ada';
const workspace = { workspace: 'acme' };

let server: RealServer;
let operator: Client;

before(async () => {
  server = await startRealServer();
  operator = createClient({ baseUrl: server.url });
  await operator.setup.complete({ body: { setup_token: server.setupToken, email, password, name: 'Ada' } });
  await operator.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
});

after(async () => {
  await server.stop();
});

interface Wire {
  readonly fetch: typeof fetch;
  /** What was sent of the route that loses its first answer, and how it was answered. */
  readonly sent: {
    readonly headers: Headers;
    readonly body: string;
    readonly status: number;
    readonly answer: string;
  }[];
}

/** Loses the first answer of a route such as `DELETE /v1/sessions/`, after the service has given it in full. */
function cutWire(route: string): Wire {
  const sent: Wire['sent'] = [];
  return {
    sent,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const body = await request.clone().text();
      const response = await fetch(request);
      if (!`${request.method} ${new URL(request.url).pathname}`.startsWith(route)) return response;
      const answer = await response.clone().text();
      sent.push({ headers: request.headers, body, status: response.status, answer });
      if (sent.length === 1) throw new TypeError('The connection broke off.');
      return response;
    },
  };
}

const clientOn = ({ fetch }: Wire, options: Partial<ClientOptions> = {}): Client =>
  createClient({ baseUrl: server.url, fetch, credentials: { email, password }, ...options });

const createKey = (client: Client, name: string) =>
  client.workspaceKeys.create({
    path: workspace,
    body: { name, environment: 'live', permission: { kind: 'scopes', scopes: [] } },
  });
const keysNamed = async (name: string) =>
  (await operator.workspaceKeys.list({ path: workspace }).toArray({ limit: 1_000 })).filter((key) => key.name === name);
const works = async (secret: string): Promise<boolean> =>
  createClient({ baseUrl: server.url, credentials: { apiToken: secret } })
    .account.getMe()
    .then(
      () => true,
      () => false,
    );
const sessionIds = async (): Promise<string[]> =>
  (await operator.sessions.list().toArray({ limit: 1_000 })).map(({ id }) => id);

for (const kind of ['sliding', 'renewable'] as const) {
  test(`sign-in (${kind}): it fails as a network error, is not repeated, and the next sign-in works`, async () => {
    const wire = cutWire('POST /v1/sessions');
    const client = createClient({ baseUrl: server.url, fetch: wire.fetch });

    await assert.rejects(client.sessions.signIn({ body: { email, password, kind } }), isNetworkError);
    assert.deepEqual(
      wire.sent.map(({ status }) => status),
      [201],
    );
    assert.equal(await client.accessToken(), undefined);

    const { session } = await client.sessions.signIn({ body: { email, password, kind } });
    assert.equal((await client.sessions.get({ path: { session_id: 'current' } })).id, session.id);
    await client.signOut();
  });
}

test('sign-in by the client itself: the call fails, and a later one signs in and works', async () => {
  let now = Date.now();
  const wire = cutWire('POST /v1/sessions');
  const client = clientOn(wire, { clock: { now: () => now, wait: async () => {} } });

  await assert.rejects(client.account.getMe(), isNetworkError);
  assert.equal(wire.sent.length, 1);
  now += 5_001;
  assert.equal((await client.account.getMe()).user?.email, email);
  await client.signOut();
});

test('refresh: the same refresh token gives the same successor, and the session goes on', async () => {
  const wire = cutWire('POST /v1/token');
  const client = clientOn(wire, { credentials: { email, password, kind: 'renewable' } });
  const first = await client.accessToken();

  const renewed = await client.accessToken({ refused: first ?? '' });

  assert.notEqual(renewed, first);
  const [lost, repeated] = wire.sent.map(({ body, answer }) => [body, JSON.parse(answer).refresh_token]);
  assert.deepEqual(repeated, lost);
  const again = await client.accessToken({ refused: renewed ?? '' });
  assert.notEqual(again, renewed);
  assert.equal((await client.sessions.get({ path: { session_id: 'current' } })).kind, 'renewable');
  await client.signOut();
});

test('mint: another access token is minted from the same session', async () => {
  const wire = cutWire('GET /v1/token');
  const client = clientOn(wire);

  await client.account.getMe();

  assert.equal(wire.sent.length, 2);
  await client.signOut();
});

test('create: one key, whose secret the caller has', async () => {
  const wire = cutWire('POST /v1/workspaces/acme/keys');
  const client = clientOn(wire);

  const { secret } = await createKey(client, 'Created once');

  assert.equal((await keysNamed('Created once')).length, 1);
  assert.ok(await works(secret));
  const [lost, repeated] = wire.sent;
  assert.equal(repeated?.answer, lost?.answer);
  assert.equal(repeated?.headers.get('idempotency-key'), lost?.headers.get('idempotency-key'));
  await client.signOut();
});

test('rotate: one rotation, whose secret the caller has, and the old one works through the overlap', async () => {
  const key = await createKey(operator, 'Rotated once');
  const wire = cutWire(`POST /v1/workspaces/acme/keys/${key.id}/rotate`);
  const client = clientOn(wire);

  const rotated = await client.workspaceKeys.rotate({ path: { ...workspace, token_id: key.id }, body: {} });

  assert.equal(wire.sent.length, 2);
  assert.notEqual(rotated.secret, key.secret);
  assert.deepEqual([await works(rotated.secret), await works(key.secret)], [true, true]);
  await client.signOut();
});

test('revoke: the key has ended, and the caller is told so', async () => {
  const key = await createKey(operator, 'Revoked once');
  const wire = cutWire(`DELETE /v1/workspaces/acme/keys/${key.id}`);
  const client = clientOn(wire);

  await client.workspaceKeys.revoke({ path: { ...workspace, token_id: key.id } });

  assert.equal(wire.sent.length, 2);
  assert.equal(await works(key.secret), false);
  await client.signOut();
});

for (const { kind, route } of [
  { kind: 'sliding', route: 'DELETE /v1/sessions/current' },
  { kind: 'renewable', route: 'POST /v1/revoke' },
] as const) {
  test(`sign-out (${kind}): the session has ended, and signing out succeeds`, async () => {
    const wire = cutWire(route);
    const client = clientOn(wire, { credentials: { email, password, kind } });
    const { id } = await client.sessions.get({ path: { session_id: 'current' } });

    await client.signOut();

    assert.ok(!(await sessionIds()).includes(id));
    assert.equal(wire.sent.length, 2);
    await assert.rejects(client.account.getMe(), isSessionEndedError);
  });
}
