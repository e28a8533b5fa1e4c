import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { GuardOptions } from '../src/guard/core.ts';
import { createOfflineIdentity } from '../src/guard/offline.ts';
import {
  type Client,
  createClient,
  type Environment,
  etagOf,
  isAuthenticationError,
  isConflictError,
  isNotFoundError,
  isSessionEndedError,
  isValidationError,
  type Permission,
} from '../src/index.ts';
import { startGuardedApi } from './support/guarded-frameworks.ts';
import { type RealServer, startRealServer } from './support/real-server.ts';

const email = 'ada@example.com';
const password = 'a long enough password for Ada';
const mayUpdatePosts = (): Permission => ({
  kind: 'grants',
  grants: [{ effect: 'allow', actions: ['content.update'], resources: ['content:posts:*'] }],
});

let server: RealServer;
/** The first operator, signed in by the set-up. */
let operator: Client;
let serviceKey: string;

before(async () => {
  server = await startRealServer();
  operator = createClient({ baseUrl: server.url });
  await operator.setup.complete({ body: { setup_token: server.setupToken, email, password, name: 'Ada' } });
  await operator.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
  serviceKey = (await operator.serviceKeys.create({ body: { name: 'Guard' } })).secret;
});

after(() => server.stop());

const createKey = (name: string, environment: Environment, permission: Permission = mayUpdatePosts()) =>
  operator.workspaceKeys.create({ path: { workspace: 'acme' }, body: { name, environment, permission } });

const guardClient = (): Client => createClient({ baseUrl: server.url, credentials: { apiToken: serviceKey } });
const guardedApi = async (t: TestContext, options: GuardOptions): Promise<string> =>
  (await startGuardedApi(t, 'koa', options, false)).url;
const update = (api: string, secret: string): Promise<Response> =>
  fetch(`${api}/posts/42`, { method: 'PATCH', headers: { authorization: `Bearer ${secret}` } });

test('the set-up signs the first operator in', async () => {
  const me = await operator.account.getMe();
  assert.equal(me.user?.email, email);
  assert.deepEqual(
    me.workspaces.map(({ slug, role }) => [slug, role]),
    [['acme', 'owner']],
  );
});

test('a password signs in when a token is first needed, and signing out ends that session alone', async () => {
  const client = createClient({ baseUrl: server.url, credentials: { email, password } });
  assert.equal((await client.account.getMe()).user?.email, email);
  const sessionsBefore = (await operator.sessions.list()).data.length;

  await client.signOut();

  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal((await operator.sessions.list()).data.length, sessionsBefore - 1);
});

test('a session that is revoked elsewhere ends at the next call', async () => {
  const client = createClient({ baseUrl: server.url });
  const result = await client.sessions.signIn({ body: { email, password, client_name: 'A laptop that was lost' } });
  await client.account.getMe();

  await operator.sessions.revoke({ path: { session_id: result.session.id } });

  await assert.rejects(client.account.getMe(), isSessionEndedError);
});

test('a wrong password is refused with its code and a trace id', async () => {
  const client = createClient({ baseUrl: server.url, credentials: { email, password: 'not the password of Ada' } });

  await assert.rejects(client.account.getMe(), (error) => {
    assert.ok(isAuthenticationError(error));
    assert.deepEqual([error.code, error.status], ['invalid_credentials', 401]);
    assert.match(String(error.traceId), /^[0-9a-f]{32}$/);
    assert.equal(error.docsUrl, `${server.url}/docs/errors/invalid_credentials`);
    return true;
  });
});

test('refusals arrive as errors of their family', async () => {
  await assert.rejects(operator.workspaces.create({ body: { name: 'Again', slug: 'acme' } }), isConflictError);
  await assert.rejects(operator.workspaces.get({ path: { workspace: 'nobody-has-this' } }), isNotFoundError);
  await assert.rejects(
    operator.workspaces.create({ body: { name: '' } }),
    (error) => isValidationError(error) && error.errors[0]?.pointer === '/name',
  );
});

test('a creation that is repeated under its idempotency key gives the same key and secret', async () => {
  const request = {
    path: { workspace: 'acme' },
    body: { name: 'Repeated', environment: 'live' as const, permission: { kind: 'scopes' as const, scopes: [] } },
    idempotencyKey: 'one-creation-of-this-key',
  };
  assert.deepEqual(await operator.workspaceKeys.create(request), await operator.workspaceKeys.create(request));
});

test('a change that is based on what somebody else has changed since is refused', async () => {
  const path = { workspace: 'acme' };
  const before = await operator.workspaces.getPolicy({ path });
  const { personal_tokens, maximum_token_days, default_token_days, environments, audit_names_token_owner } = before;
  const body = { personal_tokens, maximum_token_days, default_token_days, environments, audit_names_token_owner };
  const change = (requests_per_minute: number) =>
    operator.workspaces.setPolicy({ path, body: { ...body, requests_per_minute }, ifMatch: etagOf(before) });

  const after = await change(500);
  assert.notEqual(etagOf(after), etagOf(before));
  await assert.rejects(change(400), (error) => isConflictError(error) && error.code === 'precondition_failed');
  assert.throws(() => etagOf({ ...after }), TypeError);
});

test('a walk over pages of the service sees every item once', async () => {
  const made = await Promise.all([1, 2, 3, 4, 5].map((number) => createKey(`Walked ${number}`, 'test')));
  const seen: string[] = [];

  for await (const { id } of operator.workspaceKeys.list({ path: { workspace: 'acme' }, query: { limit: 2 } }))
    seen.push(id);

  assert.equal(new Set(seen).size, seen.length);
  assert.ok(made.every(({ id }) => seen.includes(id)));
});

test('a guarded API lets an allowed live key in, until it is revoked', async (t) => {
  const api = await guardedApi(t, { client: guardClient() });
  const key = await createKey('Editor', 'live');

  const allowed = await update(api, key.secret);
  assert.equal(allowed.status, 200);
  assert.equal((await allowed.json()).principal, key.id);

  await operator.workspaceKeys.revoke({ path: { workspace: 'acme', token_id: key.id } });
  const revoked = await update(api, key.secret);
  assert.equal(revoked.status, 401);
  assert.equal((await revoked.json()).code, 'invalid_api_key');
});

test('a guarded API refuses what no grant allows and says what is missing', async (t) => {
  const api = await guardedApi(t, { client: guardClient() });
  const key = await createKey('Reader', 'live', { kind: 'scopes', scopes: [] });

  const response = await update(api, key.secret);
  const problem = await response.json();

  assert.equal(response.status, 403);
  assert.equal(problem.code, 'insufficient_permissions');
  assert.deepEqual(problem.required, { action: 'content.update', resource: 'content:posts:42' });
});

test('a guarded API refuses a test key, and gives it to the simulation where there is one', async (t) => {
  const key = await createKey('Rehearsal', 'test');

  const liveOnly = await guardedApi(t, { client: guardClient() });
  const refused = await update(liveOnly, key.secret);
  assert.deepEqual([refused.status, (await refused.json()).code], [403, 'wrong_environment']);

  const simulating = await startGuardedApi(t, 'koa', { client: guardClient() }, true);
  assert.equal((await (await update(simulating.url, key.secret)).json()).handledBy, 'simulation');
});

test('a guarded API answers an outsider of the workspace 404', async (t) => {
  const api = await guardedApi(t, { client: guardClient() });
  const person = { email: 'eve@example.com', password: 'a long enough password for Eve' };
  await createClient({ baseUrl: server.url }).users.signUp({ body: { ...person, name: 'Eve' } });
  const outsider = createClient({ baseUrl: server.url, credentials: person });

  const response = await update(api, (await outsider.accessToken()) ?? '');

  assert.deepEqual([response.status, (await response.json()).code], [404, 'not_found']);
});

test('a guard whose own key is revoked refuses everybody with 503 and says so to its operator', async (t) => {
  const failures: unknown[] = [];
  const { id, secret } = await operator.serviceKeys.create({ body: { name: 'Short-lived guard' } });
  const client = createClient({ baseUrl: server.url, credentials: { apiToken: secret } });
  const api = await guardedApi(t, { audit: false, client, onUnavailable: (error) => failures.push(error) });
  const key = await createKey('Unlucky', 'live');
  assert.equal((await update(api, key.secret)).status, 200);

  await operator.serviceKeys.revoke({ path: { token_id: id } });

  assert.equal((await update(api, key.secret)).status, 503);
  assert.ok(isAuthenticationError(failures[0]));
});

test('what a key was allowed to change at a guarded API stands in the audit trail of its workspace', async (t) => {
  const { url, guard } = await startGuardedApi(t, 'koa', { client: guardClient() }, false);
  const key = await createKey('Recorded', 'live');
  assert.equal((await update(url, key.secret)).status, 200);

  await guard.close();

  const [event] = await operator.audit
    .listEvents({ path: { workspace: 'acme' }, query: { action: 'content.update', actor_id: key.id } })
    .toArray({ limit: 1 });
  assert.deepEqual(
    [event?.actor.id, event?.target?.type, event?.target?.id, event?.environment],
    [key.id, 'content', 'posts:42', 'live'],
  );
});

test('an access token of the service is known offline by its published keys, and an API token is not', async () => {
  const identity = createOfflineIdentity({ issuer: server.url });
  const accessToken = (await operator.accessToken()) ?? '';
  const { principal } = await operator.account.getMe();

  const found = await identity.identify(accessToken);

  assert.equal(found?.subject, principal.id);
  assert.equal(found?.environment, 'live');
  const key = await createKey('Opaque', 'live');
  assert.equal(await identity.identify(key.secret), undefined);
});
