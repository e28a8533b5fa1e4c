import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard, type Target } from '../../src/guard/core.ts';
import { createClient } from '../../src/index.ts';
import { refusal, rejection, traceId } from '../support/fake-server.ts';
import { ask, bearer, problemOf, questions, startGuardedSetting } from '../support/guarded-api.ts';
import { allowed, denied, testKey, user } from '../support/verifications.ts';

const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;

test('an allowed request passes, and the handler knows who is calling', async (t) => {
  const setting = await startGuardedSetting(t, allowed());

  const response = await ask(setting.api, bearer('zk_live_caller'));

  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { handledBy: 'live', principal: 'tok_1', grant: 'allowed' });
});

test('the service is asked with the guard’s own key about exactly what the request touches, in live', async (t) => {
  const setting = await startGuardedSetting(t, allowed());

  await ask(setting.api, bearer('zk_live_caller'));

  assert.equal(setting.latchkey.requests('POST /v1/verify')[0]?.headers.authorization, 'Bearer zx_guard');
  assert.deepEqual(questions(setting), [
    {
      credential: 'zk_live_caller',
      workspace: 'acme',
      environment: 'live',
      action: 'content.update',
      resource: 'content:posts:42',
      fields: ['title'],
      attributes: { status: 'draft' },
    },
  ]);
});

test('what `target` hands over besides names no other credential, action or environment: the question stays the guard’s', async (t) => {
  const setting = await startGuardedSetting(t, allowed(testKey));
  const client = createClient({ baseUrl: setting.latchkey.url, credentials: { apiToken: 'zx_guard' } });
  const guard = createGuard({ client });
  const row = {
    workspace: 'acme',
    resource: 'content:posts:42',
    action: 'content.read',
    credential: 'zk_live_owner',
    environment: 'test',
    handlesTest: true,
  };
  const target = (): Target => row;
  const request = {
    method: 'DELETE',
    headerValues: (name: string) => (name === 'authorization' ? ['Bearer zk_live_caller'] : []),
  };

  const verdict = await guard.judge(request, { action: 'content.delete', target, handlesTest: false });

  assert.equal(verdict.outcome, 'refused');
  assert.deepEqual(questions(setting), [
    {
      credential: 'zk_live_caller',
      workspace: 'acme',
      environment: 'live',
      action: 'content.delete',
      resource: 'content:posts:42',
    },
  ]);
});

for (const headers of [
  bearer('caller'),
  { authorization: 'bearer  caller' },
  { 'x-api-key': 'caller' },
  { token: 'caller' },
]) {
  test(`a credential is taken from ${JSON.stringify(headers)}`, async (t) => {
    const setting = await startGuardedSetting(t, allowed());

    assert.equal((await ask(setting.api, headers)).status, 200);
    assert.equal(questions(setting)[0].credential, 'caller');
  });
}

test('without a credential the answer is 401 with a bare challenge, and nobody is asked', async (t) => {
  const setting = await startGuardedSetting(t, allowed());

  const response = await ask(setting.api, {});

  assert.equal(response.status, 401);
  assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="latchkey"');
  assert.equal((await problemOf(response)).code, 'authentication_required');
  assert.equal(questions(setting).length, 0);
});

for (const { headers, status, code, when } of [
  {
    when: 'two different credentials',
    headers: { ...bearer('one'), 'x-api-key': 'two' },
    status: 400,
    code: 'multiple_credentials',
  },
  {
    when: 'two different token headers',
    headers: { token: 'one', 'x-api-key': 'two' },
    status: 400,
    code: 'multiple_credentials',
  },
  {
    when: 'an Authorization that is not Bearer',
    headers: { authorization: 'Basic YTpi' },
    status: 401,
    code: 'invalid_token',
  },
  {
    when: 'a text too long for any credential',
    headers: bearer('x'.repeat(4_097)),
    status: 401,
    code: 'invalid_token',
  },
]) {
  test(`${when}: ${status} ${code}, and nobody is asked`, async (t) => {
    const setting = await startGuardedSetting(t, allowed());

    const response = await ask(setting.api, headers);

    assert.equal(response.status, status);
    assert.equal((await problemOf(response)).code, code);
    assert.equal(questions(setting).length, 0);
  });
}

test('the same credential in two places is one credential', async (t) => {
  const { api } = await startGuardedSetting(t, allowed());

  assert.equal((await ask(api, { ...bearer('same'), 'x-api-key': 'same' })).status, 200);
});

test('a workspace that is foreign and a resource that cannot exist are answered with the same bytes', async (t) => {
  const foreign = await startGuardedSetting(t, denied('not_found'));
  const { latchkey, api } = foreign;
  const first = await ask(api, { ...bearer('zk'), traceparent });
  const firstBytes = await first.text();

  latchkey.script('POST /v1/verify', () =>
    refusal(
      400,
      'invalid_request',
      {},
      { errors: [{ pointer: '/workspace', code: 'pattern', detail: 'secret hint' }] },
    ),
  );
  const second = await ask(api, { ...bearer('zk'), traceparent });

  assert.equal(await second.text(), firstBytes);
  assert.deepEqual([...second.headers.keys()], [...first.headers.keys()]);
});

test('whoever runs the API learns why requests are refused with 503', async (t) => {
  const failures: unknown[] = [];
  const { api } = await startGuardedSetting(t, rejection(), { onUnavailable: (error) => failures.push(error) });

  await ask(api, bearer('zk'));

  assert.equal((failures[0] as { code?: string }).code, 'invalid_token');
});

test('an empty credential is the caller’s mistake: 401, and nobody is asked', async (t) => {
  const unavailable: unknown[] = [];
  const setting = await startGuardedSetting(t, allowed(), {
    sessionCookie: {},
    onUnavailable: (error) => unavailable.push(error),
  });

  for (const [headers, status, code] of [
    [{ 'x-api-key': '' }, 401, 'invalid_api_key'],
    [{ token: '' }, 401, 'invalid_token'],
    [{ cookie: '__Host-session=', 'sec-fetch-site': 'same-origin' }, 401, 'invalid_token'],
  ] as const) {
    const response = await ask(setting.api, headers);
    assert.equal(response.status, status);
    assert.equal((await problemOf(response)).code, code);
  }
  assert.deepEqual(questions(setting), []);
  assert.deepEqual(unavailable, []);
});

test('beside an access token a cookie that can be no credential is refused, not asked about', async (t) => {
  const setting = await startGuardedSetting(t, allowed(user), { sessionCookie: {} });

  for (const cookie of ['', 'x'.repeat(4_097)]) {
    const both = { ...bearer('header.payload.signature'), cookie: `__Host-session=${cookie}` };
    assert.equal((await problemOf(await ask(setting.api, both))).code, 'multiple_credentials');
  }
  assert.ok(questions(setting).every(({ credential }) => credential === 'header.payload.signature'));
});
