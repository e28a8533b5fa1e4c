import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answer, refusal, rejection, traceId } from '../support/fake-server.ts';
import { ask, bearer, problemOf, startGuardedSetting } from '../support/guarded-api.ts';
import { frameworks } from '../support/guarded-frameworks.ts';
import { allowed, authenticated, denied, invalid, liveKey, testKey } from '../support/verifications.ts';

interface Expected {
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds?: number;
  readonly required?: object;
}

const rejected = (code: string): Expected => ({ status: 401, code });
const forbidden = (code: string): Expected => ({ status: 403, code });
const missingPermission: Expected = {
  status: 403,
  code: 'insufficient_permissions',
  required: { action: 'content.update', resource: 'content:posts:42' },
};
const notFound: Expected = { status: 404, code: 'not_found' };
const unavailable = (retryAfterSeconds = 2): Expected => ({ status: 503, code: 'unavailable', retryAfterSeconds });

/** The service's word on a question whose member has no form it could have. */
const malformed = (pointer: string): Answer =>
  refusal(400, 'invalid_request', {}, { errors: [{ pointer, code: 'pattern', detail: 'Not of this form.' }] });
const rateLimited = invalid('rate_limit_exceeded', { retry_after_seconds: 9 });
const ownQuotaUsedUp = refusal(429, 'rate_limit_exceeded', { 'retry-after': '31' });

const answers: Readonly<Record<string, readonly [Answer | 'hang up', Expected]>> = {
  'the token is refused': [invalid('invalid_token'), rejected('invalid_token')],
  'the API key is refused': [invalid('invalid_api_key'), rejected('invalid_api_key')],
  'the caller’s quota is used up': [rateLimited, { status: 429, code: 'rate_limit_exceeded', retryAfterSeconds: 9 }],
  'no grant allows it': [denied('insufficient_permissions'), missingPermission],
  'no API token may do it': [denied('api_tokens_never'), missingPermission],
  'the policy forbids it': [denied('policy_forbids'), missingPermission],
  'the action is unknown': [denied('unknown_action'), missingPermission],
  'the reason is new to this version': [denied('a_reason_of_the_future'), missingPermission],
  'the fields are not named': [denied('fields_required'), forbidden('fields_required')],
  'the workspace is suspended': [denied('workspace_suspended'), forbidden('workspace_suspended')],
  'the environment is the other one': [denied('wrong_environment'), forbidden('wrong_environment')],
  'the service lets a test key pass all the same': [allowed(testKey), forbidden('wrong_environment')],
  'the caller may not know of the workspace': [denied('not_found'), notFound],
  'a resource of that form cannot exist': [malformed('/resource'), notFound],
  'a field of that form cannot exist': [malformed('/fields/0'), { status: 400, code: 'invalid_request' }],
  'the API asks about an impossible action': [malformed('/action'), unavailable()],
  'the service is away': ['hang up', unavailable()],
  'the service fails': [refusal(500, 'internal_error'), unavailable()],
  'the guard’s own quota is used up': [ownQuotaUsedUp, unavailable(31)],
  'the guard’s own key is refused': [rejection(), unavailable()],
  'the guard’s own key may not verify': [refusal(403, 'insufficient_permissions'), unavailable()],
  'the service answers another question': [authenticated(liveKey), unavailable()],
};

for (const framework of frameworks) {
  for (const [when, [answer, { status, code, retryAfterSeconds, required }]] of Object.entries(answers)) {
    test(`${framework}: when ${when}, the answer is ${status} ${code}`, async (t) => {
      const { api, latchkey } = await startGuardedSetting(t, answer, { framework });

      const response = await ask(api, { ...bearer('zk'), traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
      const { title, detail, timestamp, ...problem } = await problemOf(response);

      assert.equal(response.status, status);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(
        response.headers.get('retry-after'),
        retryAfterSeconds === undefined ? null : String(retryAfterSeconds),
      );
      const challenge = 'Bearer realm="latchkey", error="invalid_token"';
      assert.equal(response.headers.get('www-authenticate'), status === 401 ? challenge : null);
      assert.deepEqual(problem, {
        type: `${latchkey.url}/docs/errors/${code}`,
        status,
        code,
        message: detail,
        trace_id: traceId,
        service: 'latchkey',
        ...(required && { required }),
        ...(retryAfterSeconds !== undefined && { retry_after_seconds: retryAfterSeconds }),
      });
      assert.ok(title);
      assert.match(String(timestamp), /^2026-01-15T12:00:0\d\.\d{3}Z$/);
    });
  }
}

test('what came as X-API-Key is refused as an API key, whatever it looks like', async (t) => {
  const { api } = await startGuardedSetting(t, invalid('invalid_token'));

  assert.equal((await problemOf(await ask(api, { 'x-api-key': 'nonsense' }))).code, 'invalid_api_key');
});
