import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { refusal } from '../support/fake-server.ts';
import { ask, bearer, problemOf, questions, startGuardedSetting } from '../support/guarded-api.ts';
import { frameworks } from '../support/guarded-frameworks.ts';
import { allowed, authenticated, denied, invalid, liveKey, testKey, user } from '../support/verifications.ts';

/** `fetch` would join the lines. */
async function statusOfTwoLines(api: string, name: string, lines: readonly string[]): Promise<number | undefined> {
  const sent = request(`${api}/posts/42`, { method: 'PATCH', headers: { [name]: lines as string[] } }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

for (const framework of frameworks) {
  test(`${framework}: an allowed request passes, and the handler knows who is calling`, async (t) => {
    const { api } = await startGuardedSetting(t, allowed(), { framework });

    const response = await ask(api, bearer('zk_live_caller'));

    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { handledBy: 'live', principal: 'tok_1', grant: 'allowed' });
  });

  test(`${framework}: two lines of one header with different credentials are refused, and nobody is asked`, async (t) => {
    const setting = await startGuardedSetting(t, allowed(), { framework });

    for (const name of ['x-api-key', 'token', 'authorization']) {
      const scheme = name === 'authorization' ? 'Bearer ' : '';
      assert.equal(await statusOfTwoLines(setting.api, name, [`${scheme}one`, `${scheme}two`]), 400);
    }
    assert.equal(questions(setting).length, 0);
  });

  test(`${framework}: a handler for test credentials answers in place of the live one, and live requests do not reach it`, async (t) => {
    const setting = await startGuardedSetting(t, allowed(testKey), { framework, simulates: true });

    assert.deepEqual(await (await ask(setting.api, bearer('zk_test_caller'))).json(), {
      handledBy: 'simulation',
      principal: 'tok_1',
      grant: 'allowed',
    });
    assert.equal(questions(setting)[0].environment, undefined);

    setting.latchkey.script('POST /v1/verify', () => allowed());
    assert.equal((await (await ask(setting.api, bearer('zk_live_caller'))).json()).handledBy, 'live');
  });

  test(`${framework}: what goes wrong in the API's own code is no refusal of the guard`, async (t) => {
    const setting = await startGuardedSetting(t, allowed(), { framework });

    const response = await fetch(`${setting.api}/posts/broken`, { method: 'PATCH', headers: bearer('zk_live_caller') });

    assert.equal(response.status, 500);
    assert.notEqual(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(questions(setting).length, 0);
  });

  test(`${framework}: who is calling can be asked without a permission, and test credentials stay apart there too`, async (t) => {
    const setting = await startGuardedSetting(t, authenticated(user), { framework, simulates: true });
    const whoAmI = () => fetch(`${setting.api}/whoami`, { headers: bearer('caller') });
    const expiresAt = Date.parse(user.expires_at);

    assert.deepEqual(await (await whoAmI()).json(), {
      handledBy: 'live',
      identity: { subject: 'usr_1', environment: 'live', sessionId: 'ses_1', expiresAt },
    });

    setting.latchkey.script('POST /v1/verify', () => authenticated(testKey));
    assert.deepEqual(await (await whoAmI()).json(), {
      handledBy: 'simulation',
      identity: { subject: 'tok_1', environment: 'test', tokenId: 'tok_1', expiresAt: null },
    });
  });

  test(`${framework}: who is calling is refused as a permission would be`, async (t) => {
    const setting = await startGuardedSetting(t, invalid('invalid_token'), { framework });
    const codeWith = async (headers: HeadersInit) =>
      (await problemOf(await fetch(`${setting.api}/whoami`, { headers }))).code;

    assert.equal(await codeWith({}), 'authentication_required');
    assert.equal(await codeWith(bearer('caller')), 'invalid_token');
    setting.latchkey.script('POST /v1/verify', () => denied('wrong_environment'));
    assert.equal(await codeWith(bearer('caller')), 'wrong_environment');
    setting.latchkey.script('POST /v1/verify', () => authenticated(testKey));
    assert.equal(await codeWith(bearer('caller')), 'wrong_environment');
    setting.latchkey.script('POST /v1/verify', () => refusal(500, 'internal_error'));
    assert.equal(await codeWith(bearer('caller')), 'unavailable');
  });

  test(`${framework}: an API for API tokens alone answers everything else as \`invalid_api_key\``, async (t) => {
    const setting = await startGuardedSetting(t, allowed(user), { framework, credential: 'api_key' });

    const missing = await ask(setting.api, {});
    assert.equal(missing.status, 401);
    // RFC 6750 §3.1: a request without a credential is told of no error.
    assert.equal(missing.headers.get('www-authenticate'), 'Bearer realm="latchkey"');
    assert.equal((await problemOf(missing)).code, 'invalid_api_key');

    const session = await ask(setting.api, bearer('zs_of_somebody'));
    assert.equal(session.headers.get('www-authenticate'), 'Bearer realm="latchkey", error="invalid_token"');
    assert.equal((await problemOf(session)).code, 'invalid_api_key');
    assert.equal((await problemOf(await ask(setting.api, { authorization: 'Basic YTpi' }))).code, 'invalid_api_key');

    setting.latchkey.script('POST /v1/verify', () => allowed(liveKey));
    assert.equal((await ask(setting.api, bearer('zk_live_caller'))).status, 200);
  });
}
