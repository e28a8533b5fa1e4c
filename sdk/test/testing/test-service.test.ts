import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient, isAuthenticationError, isConflictError, isSessionEndedError } from '../../src/index.ts';
import { startTestService, type TestService } from '../../src/testing/index.ts';

let service: TestService;
let serviceKey: string;
before(async () => {
  service = await startTestService();
  serviceKey = await service.mintServiceKey();
});
after(() => service.stop());

const verify = (credential: string) =>
  service.client({ credentials: { apiToken: serviceKey } }).decisions.verifyCredential({
    body: { credential, workspace: 'test', action: 'content.update', resource: 'content:posts:42' },
  });

test('a test service is there with an operator who owns a workspace', async () => {
  const { user, workspaces } = await service.operator.account.getMe();

  assert.equal(user?.is_operator, true);
  assert.deepEqual(
    workspaces.map(({ slug, role }) => [slug, role]),
    [['test', 'owner']],
  );
});

test('signing in makes a person who is new, and knows one again', async () => {
  const first = await service.signIn({ name: 'Ada' });
  const again = await service.signIn({ email: first.email });
  const other = await service.signIn();

  const [one, two, three] = await Promise.all([first, again, other].map(({ client }) => client.account.getMe()));
  assert.equal(one?.user?.name, 'Ada');
  assert.equal(two?.user?.id, one?.user?.id);
  assert.notEqual(three?.user?.id, one?.user?.id);
});

for (const [state, outcome] of [
  ['active', 'allowed'],
  ['suspended', 'invalid'],
  ['revoked', 'invalid'],
  ['expired', 'invalid'],
] as const) {
  test(`a token can be minted ${state}`, async () => {
    const { secret } = await service.mintToken({ state });

    assert.equal((await verify(secret)).outcome, outcome);
  });
}

test('a minted token may do what it was minted for, in its environment', async () => {
  const grants = [{ effect: 'allow' as const, actions: ['content.read'], resources: ['content:*'] }];
  assert.equal((await verify((await service.mintToken({ grants })).secret)).outcome, 'denied');

  const result = await verify((await service.mintToken({ environment: 'test' })).secret);
  assert.equal(result.outcome === 'allowed' && result.principal.environment, 'test');
});

test('time moves for the service and for its clients when it is told to', async () => {
  const { client } = await service.signIn();
  const { secret } = await service.mintToken();
  const before = service.clock.now();

  service.advance({ days: 2, minutes: 1 });

  assert.ok(service.clock.now() - before >= 172_860_000);
  await assert.rejects(client.account.getMe(), isSessionEndedError);
  assert.equal((await verify(secret)).outcome, 'allowed');
  service.advance({ days: 90 });
  assert.equal((await verify(secret)).outcome, 'invalid');
});

test('moving time does not end a call that is under way', async () => {
  const client = service.client();
  const reason = new Error('The test has seen enough.');
  const patience = new AbortController();
  service.failNext('getCatalog', 'slow');
  const slow = client.roles.getCatalog({ timeoutMs: 60_000, signal: patience.signal });

  service.advance({ hours: 1 });
  await client.service.getLiveness();
  patience.abort(reason);

  await assert.rejects(slow, reason);
});

test('time does not go back', () => {
  for (const seconds of [-1, 0.5]) assert.throws(() => service.advance({ seconds }), RangeError);
});

test('the clock and the failures hold for clients that know nothing of the kit', async () => {
  const { email, password } = await service.signIn();
  const stranger = createClient({ baseUrl: service.url, credentials: { email, password } });
  service.failNext('getMe', 'lost_answer');

  assert.equal((await stranger.account.getMe()).user?.email, email);
});

test('a failure is of the one operation, and over when it has happened', async () => {
  const { client } = await service.signIn();
  service.failNext('createWorkspace', 'unavailable', { times: 2 });

  const once = service.client({ credentials: { token: (request) => client.accessToken(request) }, retry: false });
  await once.account.getMe();
  await assert.rejects(once.workspaces.create({ body: { name: 'Acme', slug: 'acme' } }), { status: 503 });
  await assert.rejects(once.workspaces.create({ body: { name: 'Acme', slug: 'acme' } }), { status: 503 });
  await once.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
  await assert.rejects(once.workspaces.create({ body: { name: 'Acme', slug: 'acme' } }), isConflictError);
});

test('an operation that the contract does not have cannot fail', () => {
  assert.throws(() => service.failNext('refresh', 'lost_answer'), TypeError);
});

test('two test services share nothing', async () => {
  const other = await startTestService({ preset: 'content' });
  try {
    const { email, password } = await service.signIn();
    const client = other.client({ credentials: { email, password } });

    await assert.rejects(client.account.getMe(), isAuthenticationError);
    assert.equal((await other.client().roles.getCatalog()).name, 'content');
  } finally {
    await other.stop();
  }
});

test('a service that cannot start says why', async () => {
  await assert.rejects(startTestService({ preset: 'no-such-preset' }), /no-such-preset/);
});
