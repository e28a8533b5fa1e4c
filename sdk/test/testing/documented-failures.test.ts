import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Client,
  type ClientOptions,
  isAuthenticationError,
  isConflictError,
  isNetworkError,
  isNotFoundError,
  isPermissionError,
  isRateLimitError,
  isServerError,
  isSessionEndedError,
  isValidationError,
} from '../../src/index.ts';
import { startTestService, type TestService } from '../../src/testing/index.ts';

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

test('a service that is not there is a network error', async () => {
  const gone = await startTestService();
  const lonely = gone.client({ retry: false });
  await gone.stop();

  await assert.rejects(lonely.roles.getCatalog(), isNetworkError);
});
