import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Client,
  type ClientOptions,
  etagOf,
  isAuthenticationError,
  isConflictError,
  isLatchkeyError,
  isNetworkError,
  isNotFoundError,
  isPermissionError,
  isRateLimitError,
  isServerError,
  isSessionEndedError,
  isValidationError,
  memoryStorage,
  readOnlyStorage,
} from '../../src/index.ts';
import { startTestService, type TestService } from '../../src/testing/index.ts';
import { requireToken } from '../../src/token-format/index.ts';
import { startGuardedApi } from '../support/guarded-frameworks.ts';

/** Each failure that the guides tell of, against the real service. */
let service: TestService;
/** Of one person, who owns a workspace `mine`. */
let client: Client;
let email: string;
before(async () => {
  service = await startTestService();
  ({ client, email } = await service.signIn());
  await client.workspaces.create({ body: { name: 'Mine', slug: 'mine' } });
});
after(() => service.stop());

const mine = { workspace: 'mine' };
/** The same person by a client with other options. */
const sameWith = (options: Omit<ClientOptions, 'baseUrl' | 'clock' | 'credentials'>): Client =>
  service.client({ ...options, credentials: { token: (request) => client.accessToken(request) } });
const newKey = (name: string) => ({
  path: mine,
  body: { name, environment: 'live' as const, permission: { kind: 'role' as const, role_id: 'owner' } },
});
const keysNamed = async (name: string) =>
  (await client.workspaceKeys.list({ path: mine }).toArray({ limit: 100 })).filter((key) => key.name === name);

test('what is wrong with a request is told place by place', async () => {
  await assert.rejects(client.workspaces.create({ body: { name: '' } }), (error) => {
    assert.ok(isValidationError(error));
    assert.equal(error.status, 400);
    assert.deepEqual(
      error.errors.map(({ pointer }) => pointer),
      ['/name'],
    );
    return true;
  });
});

test('a credential that is not valid is told from a session that has ended', async () => {
  const { secret } = await service.mintToken({ state: 'revoked' });
  const withKey = service.client({ credentials: { apiToken: secret } });
  await assert.rejects(withKey.account.getMe(), (error) => isAuthenticationError(error) && !isSessionEndedError(error));

  const { client: person } = await service.signIn();
  service.advance({ hours: 13 });
  await assert.rejects(person.account.getMe(), isSessionEndedError);
  ({ client } = await service.signIn({ email }));
});

test('a missing permission is named', async () => {
  const { secret } = await service.mintToken({ grants: [] });
  const withKey = service.client({ credentials: { apiToken: secret } });

  await assert.rejects(withKey.audit.listEvents({ path: { workspace: 'test' } }).toArray({ limit: 1 }), (error) => {
    assert.ok(isPermissionError(error));
    assert.equal(error.required?.action, 'latchkey.audit.read');
    assert.ok(error.traceId);
    assert.ok(error.docsUrl);
    return true;
  });
});

test('what is not there, and what others have, is not found', async () => {
  await assert.rejects(client.workspaces.get({ path: { workspace: 'nowhere' } }), isNotFoundError);
  await assert.rejects(client.workspaces.get({ path: { workspace: 'test' } }), isNotFoundError);
});

test('a name that is taken is a conflict', async () => {
  const taken = client.workspaces.create({ body: { name: 'Mine', slug: 'mine' } });

  await assert.rejects(taken, (error) => isConflictError(error) && error.code === 'name_taken');
});

test('what was used up is gone, which is not found for whoever decides by class', async () => {
  const again = service.client().setup.complete({
    body: { setup_token: 'x'.repeat(48), email, password: 'a password that is long enough', name: 'Somebody' },
  });

  await assert.rejects(again, (error) => isNotFoundError(error) && error.code === 'gone');
});

test('a change that would overwrite somebody else’s is a conflict, and one that does not say what it is based on is wrong', async () => {
  const policy = await client.workspaces.getPolicy({ path: mine });
  const body = { ...policy, default_token_days: 30 };
  await client.workspaces.setPolicy({ path: mine, body, ifMatch: etagOf(policy) });

  const late = client.workspaces.setPolicy({ path: mine, body, ifMatch: etagOf(policy) });
  await assert.rejects(late, (error) => isConflictError(error) && error.code === 'precondition_failed');
  const careless = client.workspaces.setPolicy({ path: mine, body });
  await assert.rejects(careless, (error) => isValidationError(error) && error.code === 'precondition_required');
});

test('a path parameter that would lead elsewhere is not sent', async () => {
  await assert.rejects(client.workspaces.get({ path: { workspace: '..' } }), (error) => {
    assert.ok(isValidationError(error));
    assert.deepEqual([error.code, error.status], ['invalid_path_parameter', undefined]);
    return true;
  });
});

test('an address that is not the service’s is told by what it answers', async () => {
  const fetch = () => globalThis.fetch(`${service.url}/docs`);
  const lost = service.client({ fetch });

  await assert.rejects(
    lost.roles.getCatalog(),
    (error) => isLatchkeyError(error) && error.code === 'unexpected_answer',
  );
});

test('a key of the wrong environment, kind or shape is refused before anything is sent', async () => {
  const { secret } = await service.mintToken({ environment: 'test' });

  assert.throws(() => requireToken(secret, { environment: 'live' }), { code: 'wrong_environment' });
  assert.throws(() => requireToken(secret, { kind: 'service_key' }), { code: 'wrong_kind' });
  assert.throws(() => requireToken(`${secret}x`), { code: 'malformed_token' });
});

test('a wrong password is tried once, however many calls there are', async () => {
  const { email } = await service.signIn();
  const forgetful = service.client({ credentials: { email, password: 'not the one that was chosen' } });

  await assert.rejects(forgetful.account.getMe(), { code: 'invalid_credentials' });
  service.failNext('signIn', 'unavailable');
  // A second try would meet the failure, and not the same refusal.
  await assert.rejects(forgetful.account.getMe(), { code: 'invalid_credentials' });
  await assert.rejects(
    service.client({ retry: false }).sessions.signIn({ body: { email, password: 'x' } }),
    isServerError,
  );
});

test('where tokens are only read, one that is over is not renewed, and the session goes on', async () => {
  const storage = memoryStorage();
  const installed = service.client({ storage });
  const { email, password } = await service.signIn();
  await installed.sessions.signIn({ body: { email, password, kind: 'renewable' } });
  const rendering = service.client({ storage: readOnlyStorage((key) => storage.get(key)) });
  assert.ok(await rendering.account.getMe());

  service.advance({ minutes: 11 });

  await assert.rejects(rendering.account.getMe(), { code: 'renewal_not_allowed' });
  assert.ok(await installed.account.getMe());
});

test('a sign-out that does not reach the service throws, and this client has signed out all the same', async () => {
  const { client: person } = await service.signIn();
  await person.account.getMe();
  service.failNext('revokeSession', 'unavailable', { times: 3 });

  await assert.rejects(person.signOut(), isServerError);
  await assert.rejects(person.account.getMe(), isSessionEndedError);
});

test('a list that breaks off says where, and goes on from there', async () => {
  for (const name of ['First', 'Second', 'Third']) await client.workspaceKeys.create(newKey(`Walked ${name}`));
  const walked: string[] = [];
  let cursor: string | undefined;
  try {
    for await (const page of client.workspaceKeys.list({ path: mine, query: { limit: 1 } }).pages()) {
      walked.push(...page.data.map(({ id }) => id));
      service.failNext('listWorkspaceKeys', 'unavailable', { times: walked.length === 2 ? 3 : 0 });
    }
  } catch (error) {
    if (!isServerError(error)) throw error;
    cursor = error.cursor;
  }
  assert.ok(cursor);
  const rest = await client.workspaceKeys.list({ path: mine, query: { limit: 1, cursor } }).toArray({ limit: 100 });

  const all = await client.workspaceKeys.list({ path: mine }).toArray({ limit: 100 });
  assert.deepEqual(
    [...walked, ...rest.map(({ id }) => id)],
    all.map(({ id }) => id),
  );
});

test('429 is waited for and tried again, and told with its time when there are no attempts left', async () => {
  service.failNext('getMe', 'rate_limit_exceeded');
  assert.ok(await client.account.getMe());

  service.failNext('getMe', 'rate_limit_exceeded');
  await assert.rejects(sameWith({ retry: false }).account.getMe(), (error) => {
    assert.ok(isRateLimitError(error));
    assert.equal(error.retryAfterMs, 1_000);
    return true;
  });
});

test('503 is waited for and tried again three times in all', async () => {
  service.failNext('getMe', 'unavailable', { times: 2 });
  assert.ok(await client.account.getMe());

  service.failNext('getMe', 'unavailable', { times: 3 });
  await assert.rejects(client.account.getMe(), isServerError);
});

test('a wait that would reach beyond the call’s time is not begun', async () => {
  service.failNext('getMe', 'unavailable');

  await assert.rejects(client.account.getMe({ timeoutMs: 900 }), (error) => {
    assert.ok(isServerError(error));
    assert.equal(error.retryAfterMs, 1_000);
    return true;
  });
});

test('a creation whose answer was lost is repeated under the same name, and made once', async () => {
  service.failNext('createWorkspaceKey', 'lost_answer');

  const key = await client.workspaceKeys.create(newKey('Lost once'));

  assert.match(key.secret, /^zk_live_/);
  assert.equal((await keysNamed('Lost once')).length, 1);
});

test('a rotation and a revocation whose answers were lost have happened once', async () => {
  const key = await client.workspaceKeys.create(newKey('Rotated'));
  const path = { ...mine, token_id: key.id };
  service.failNext('rotateWorkspaceKey', 'lost_answer');
  const rotated = await client.workspaceKeys.rotate({ path, body: {} });
  const withKey = service.client({ credentials: { apiToken: rotated.secret } });
  assert.ok(await withKey.account.getMe());

  service.failNext('revokeWorkspaceKey', 'lost_answer');
  await client.workspaceKeys.revoke({ path });
  await assert.rejects(withKey.account.getMe(), isAuthenticationError);
});

test('a sign-in whose answer was lost is sent once, because each attempt counts', async () => {
  const { email, password } = await service.signIn();
  service.failNext('signIn', 'lost_answer');

  await assert.rejects(service.client().sessions.signIn({ body: { email, password } }), isNetworkError);
});

test('a refresh whose answer was lost goes on with the same session', async () => {
  const { client: installed } = await service.signIn({ kind: 'renewable' });
  await installed.account.getMe();
  service.advance({ minutes: 11 });
  service.failNext('issueToken', 'lost_answer');

  assert.ok(await installed.account.getMe());
  service.advance({ minutes: 11 });
  assert.ok(await installed.account.getMe());
});

test('a call without an answer in time fails as a timeout', async () => {
  service.failNext('getMe', 'slow');

  const call = sameWith({ timeoutMs: 300 }).account.getMe();

  await assert.rejects(call, (error) => isNetworkError(error) && error.code === 'timeout');
});

test('an aborted call rejects with the reason of whoever aborted it', async () => {
  service.failNext('getMe', 'slow');
  const page = new AbortController();
  const reason = new Error('The page was left.');
  const call = client.account.getMe({ signal: page.signal });
  page.abort(reason);

  await assert.rejects(call, reason);
});

test('a guard refuses what the service cannot decide, and records once what it has allowed', async (t) => {
  const failures: unknown[] = [];
  const guardClient = service.client({ credentials: { apiToken: await service.mintServiceKey() } });
  await service.operator.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
  const { secret, id } = await service.mintToken({ workspace: 'acme' });
  const { url, guard } = await startGuardedApi(
    t,
    'koa',
    { client: guardClient, clock: service.clock, onUnavailable: (error) => failures.push(error) },
    false,
  );
  const update = async () =>
    (await fetch(`${url}/posts/42`, { method: 'PATCH', headers: { 'x-api-key': secret } })).status;

  service.failNext('verifyCredential', 'unavailable', { times: 3 });
  assert.equal(await update(), 503);
  assert.ok(isServerError(failures[0]));
  service.failNext('verifyCredential', 'lost_answer');
  service.failNext('recordAuditEvents', 'lost_answer');
  assert.equal(await update(), 200);
  await guard.close();

  const recorded = service.operator.audit.listEvents({ path: { workspace: 'acme' }, query: { actor_id: id } });
  assert.deepEqual(
    (await recorded.toArray({ limit: 10 })).map(({ action }) => action),
    ['content.update'],
  );
});

test('a service that is not there is a network error', async () => {
  const gone = await startTestService();
  const lonely = gone.client({ retry: false });
  await gone.stop();

  await assert.rejects(lonely.roles.getCatalog(), isNetworkError);
});
