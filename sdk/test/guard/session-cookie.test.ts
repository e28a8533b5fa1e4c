import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../support/fake-server.ts';
import { ask, bearer, problemOf, questions, startGuardedSetting } from '../support/guarded-api.ts';
import { allowed, authenticated, invalid, user } from '../support/verifications.ts';

test('the session cookie counts only where the guard is told so', async (t) => {
  const cookie = { cookie: 'theme=dark; __Host-session=zs_caller', 'sec-fetch-site': 'same-origin' };
  const without = await startGuardedSetting(t, allowed(user));
  assert.equal((await ask(without.api, cookie)).status, 401);

  const withCookie = await startGuardedSetting(t, allowed(user), { sessionCookie: {} });
  assert.equal((await ask(withCookie.api, cookie)).status, 200);
  assert.equal(questions(withCookie)[0].credential, 'zs_caller');
});

test('an unsafe request with the cookie needs the browser’s word that an allowed page made it', async (t) => {
  const { api } = await startGuardedSetting(t, allowed(user), { sessionCookie: { origins: ['https://app.example'] } });
  const cookie = { cookie: '__Host-session=zs_caller' };

  for (const headers of [
    cookie,
    { ...cookie, origin: 'null' },
    { ...cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  ]) {
    const response = await ask(api, headers);
    assert.equal((await problemOf(response)).code, 'cross_site_request');
  }
  assert.equal((await ask(api, { ...cookie, origin: 'https://app.example' })).status, 200);
  assert.equal((await ask(api, cookie, 'GET')).status, 200);
});

test('an access token may stand beside the cookie of its own session, and of no other', async (t) => {
  const setting = await startGuardedSetting(t, allowed(user), { sessionCookie: {} });
  const both = { ...bearer('header.payload.signature'), cookie: '__Host-session=zs_caller' };
  const cookieIs = (answer: Answer) =>
    setting.latchkey.script('POST /v1/verify', ({ body }) =>
      JSON.parse(body).credential === 'zs_caller' ? answer : allowed(user),
    );

  cookieIs(authenticated(user));
  assert.equal((await ask(setting.api, both)).status, 200);

  for (const answer of [authenticated({ ...user, session_id: 'ses_2' }), invalid('invalid_token')]) {
    cookieIs(answer);
    assert.equal((await problemOf(await ask(setting.api, both))).code, 'multiple_credentials');
  }
});
