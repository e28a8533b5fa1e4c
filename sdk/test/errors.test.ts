import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorStatus } from '../src/error-codes.gen.ts';
import * as sdk from '../src/index.ts';
import { createClient, type LatchkeyError } from '../src/index.ts';
import { problem, refusal, startFakeServer, traceId } from './support/fake-server.ts';
import { createTestClock } from './support/test-clock.ts';

const credentials = { apiToken: 'zk_live_example' };

const familyOfStatus: Readonly<Record<number, string>> = {
  400: 'ValidationError',
  401: 'AuthenticationError',
  403: 'PermissionError',
  404: 'NotFoundError',
  406: 'ValidationError',
  409: 'ConflictError',
  410: 'NotFoundError',
  412: 'ConflictError',
  413: 'ValidationError',
  415: 'ValidationError',
  422: 'ValidationError',
  428: 'ValidationError',
  429: 'RateLimitError',
  431: 'ValidationError',
  500: 'ServerError',
  503: 'ServerError',
};

for (const [code, status] of Object.entries(errorStatus)) {
  const family = familyOfStatus[status] ?? 'LatchkeyError';
  test(`${code} is thrown as ${family} with its code, status, trace id and documentation link`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeServer(t, clock, { 'POST /v1/sessions': () => refusal(status, code) });
    const client = createClient({ baseUrl: server.url, clock });

    const error = await failureOf(client.sessions.signIn({ body: { email: 'ada@example.com', password: 'x' } }));

    assert.ok(error instanceof Error);
    assert.equal(error.name, family);
    assert.equal(error.message, `Refused: ${code}.`);
    assert.deepEqual([error.code, error.status, error.traceId], [code, status, traceId]);
    assert.equal(error.docsUrl, `https://auth.example/docs/errors/${code}`);
  });
}

for (const [status, family] of [
  [403, 'PermissionError'],
  [418, 'LatchkeyError'],
  [507, 'ServerError'],
] as const) {
  test(`a code and a status ${status} that this version does not know are told as they came, as ${family}`, async (t) => {
    const clock = createTestClock();
    const server = await startFakeServer(t, clock, { 'GET /v1/me': () => refusal(status, 'of_the_future') });
    const client = createClient({ baseUrl: server.url, credentials, clock });

    const error = await failureOf(client.account.getMe());

    assert.deepEqual([error.name, error.code, error.status], [family, 'of_the_future', status]);
  });
}

test('a validation error names every wrong place, and a permission error what is missing', async (t) => {
  const clock = createTestClock();
  const places = [{ pointer: '/slug', code: 'pattern', detail: 'Lower-case letters only.' }];
  const required = { action: 'latchkey.workspace.read', resource: 'latchkey:workspace:wsp_1' };
  const server = await startFakeServer(t, clock, {
    'POST /v1/workspaces': () => refusal(400, 'invalid_request', {}, { errors: places }),
    'GET /v1/workspaces': () => refusal(403, 'insufficient_permissions', {}, { required }),
  });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  const invalid = await failureOf(client.workspaces.create({ body: { name: 'Acme', slug: 'A_' } }));
  const forbidden = await failureOf(client.workspaces.list());

  assert.ok(sdk.isValidationError(invalid));
  assert.deepEqual(invalid.errors, places);
  assert.ok(sdk.isPermissionError(forbidden));
  assert.deepEqual(forbidden.required, required);
});

test('the wait is taken from the header, or else from the problem', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    'POST /v1/sessions': () => refusal(429, 'rate_limit_exceeded', {}, { retry_after_seconds: 4 }),
    'POST /v1/users': () => refusal(429, 'rate_limit_exceeded', { 'retry-after': '3' }, { retry_after_seconds: 4 }),
  });
  const client = createClient({ baseUrl: server.url, clock });
  const body = { email: 'ada@example.com', password: 'x', name: 'Ada' };

  assert.equal((await failureOf(client.sessions.signIn({ body }))).retryAfterMs, 4_000);
  assert.equal((await failureOf(client.users.signUp({ body }))).retryAfterMs, 3_000);
});

test('an error page of something in between is an error with the status and the trace of its headers', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    'POST /v1/sessions': () => ({
      status: 500,
      headers: { 'content-type': 'text/html', traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
      body: '<h1>Bad gateway</h1>',
    }),
  });
  const client = createClient({ baseUrl: server.url, clock });

  const error = await failureOf(client.sessions.signIn({ body: { email: 'a@b.c', password: 'x' } }));

  assert.deepEqual(
    [error.name, error.code, error.status, error.traceId],
    ['ServerError', 'unexpected_answer', 500, traceId],
  );
});

test('a success that is not JSON is no success', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    'GET /v1/me': () => ({ headers: { 'content-type': 'text/html' }, body: '<h1>Welcome to the hotel</h1>' }),
  });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  assert.equal((await failureOf(client.account.getMe())).code, 'unexpected_answer');
});

test('a success whose body breaks off is a network error', async (t) => {
  const clock = createTestClock();
  const server = await startFakeServer(t, clock, {
    'GET /v1/me': () => ({
      headers: { 'content-length': '999', connection: 'close' },
      body: '{"principal":',
    }),
  });
  const client = createClient({ baseUrl: server.url, credentials, clock });

  assert.ok(sdk.isNetworkError(await failureOf(client.account.getMe())));
});

test('no server at all is a network error that says why', async () => {
  const client = createClient({ baseUrl: 'http://127.0.0.1:1', credentials, clock: createTestClock() });

  const error = await failureOf(client.account.getMe());

  assert.equal(error.name, 'NetworkError');
  assert.ok(error.cause instanceof Error);
});

test('the guards know an error that another copy of the package threw', () => {
  const key = (name: string) => Symbol.for(`@latchkey/sdk:${name}`);
  const foreign = Object.assign(new Error('from another copy'), {
    [key('LatchkeyError')]: true,
    [key('AuthenticationError')]: true,
    [key('SessionEndedError')]: true,
  });

  assert.ok(!(foreign instanceof sdk.LatchkeyError));
  assert.ok(sdk.isLatchkeyError(foreign) && sdk.isAuthenticationError(foreign) && sdk.isSessionEndedError(foreign));
  assert.ok(!sdk.isNetworkError(foreign));
  for (const value of [undefined, null, 'invalid_token', new Error('x'), problem(401, 'invalid_token')]) {
    assert.ok(!sdk.isLatchkeyError(value));
  }
});

async function failureOf(call: Promise<unknown>): Promise<LatchkeyError> {
  const error: unknown = await call.then(
    () => assert.fail('the call succeeded'),
    (reason: unknown) => reason,
  );
  assert.ok(sdk.isLatchkeyError(error));
  return error;
}
