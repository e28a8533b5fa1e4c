import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { UserPrincipal } from '../../src/authentication/principal.ts';
import { hours, minutes, seconds } from '../../src/clock.ts';
import { requireRecent } from '../../src/sessions/recent-authentication.ts';
import { mint, password, signInPerson, signUpPerson } from '../support/actors.ts';
import { isAlive, signUpRenewable } from '../support/renewable.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

const current = { session_id: 'current' };
const wrong = 'mountains drop big boulders';

onEachServer('giving the password again', (at) => {
  it('renews its time for the session and everything minted from it, and nothing else', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const before = await mint(server, person.session);
    server.clock.advance(minutes(8));
    const now = server.clock.now();
    const { body } = await server.succeed('reauthenticate', { as: before, path: current, body: { password } });
    assert.equal(body.type, 'unchanged_token');
    assert.equal(body.session.authenticated_at, new Date(now).toISOString());
    assert.equal(body.session.expires_at, new Date(now - minutes(8) + hours(12)).toISOString());
    const claims = JSON.parse(
      Buffer.from((await mint(server, person.session)).split('.')[1] ?? '', 'base64url').toString(),
    );
    assert.equal(claims.auth_time, Math.floor(now / 1_000));
    const { body: me } = await server.succeed('getMe', { as: person.session });
    assert.equal(me.user?.login_count, 1);
    const event = (await eventsOf(server, 'deployment')).at(-1);
    assert.deepEqual([event?.action, event?.outcome], ['session.reauthenticated', 'succeeded']);
  });

  it('replaces the session token that it came with: the one before is dead, the session is the same', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const minted = await mint(server, person.session);
    const { body } = await server.succeed('reauthenticate', { as: person.session, path: current, body: { password } });
    assert.equal(body.type, 'session_token');
    assert.ok(body.type === 'session_token' && body.session.id === person.sessionId);
    await server.refuse('getMe', 'invalid_token', { as: person.session });
    assert.ok(await isAlive(server, body.session_token));
    assert.ok(await isAlive(server, minted));
    const again = await server.succeed('reauthenticate', { as: body.session_token, path: current, body: { password } });
    await server.refuse('getMe', 'invalid_token', { as: body.session_token });
    assert.ok(again.body.type === 'session_token' && (await isAlive(server, again.body.session_token)));
  });

  it('replaces the cookie that it came with, and shows no token', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const { body, headers } = await server.succeed('reauthenticate', {
      headers: { Cookie: `session=${person.session}`, 'Sec-Fetch-Site': 'same-origin' },
      path: current,
      body: { password },
    });
    assert.equal(body.type, 'cookie');
    assert.ok(!('session_token' in body));
    const token = /^session=([^;]+); Path=\/; HttpOnly; SameSite=Lax$/.exec(headers['set-cookie'] ?? '')?.[1] ?? '';
    assert.ok(await isAlive(server, token));
    assert.equal(await isAlive(server, person.session), false);
  });

  it('works for a renewable session, and for another session of one’s own', async () => {
    const { server } = at;
    const pair = await signUpRenewable(server);
    const other = await signInPerson(server, pair.email);
    server.clock.advance(minutes(5));
    const { body } = await server.succeed('reauthenticate', {
      as: other.session,
      path: { session_id: pair.session.id },
      body: { password },
    });
    assert.equal(body.type, 'unchanged_token');
    assert.equal(body.session.id, pair.session.id);
    const { body: own } = await server.succeed('getSession', { as: other.session, path: current });
    assert.equal(own.authenticated_at, pair.session.authenticated_at);
  });

  it('a wrong password is refused and recorded, and changes nothing', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const { headers } = await server.refuse('reauthenticate', 'invalid_credentials', {
      as: person.session,
      path: current,
      body: { password: wrong },
    });
    assert.equal(headers['www-authenticate'], 'Bearer realm="latchkey"');
    const event = (await eventsOf(server, 'deployment')).at(-1);
    assert.deepEqual([event?.action, event?.outcome], ['session.reauthenticated', 'denied']);
    assert.ok(!JSON.stringify(event).includes('boulders'));
    assert.ok(await isAlive(server, person.session));
  });

  it('its attempts are counted together with those of signing in, however they are spelled', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    for (let count = 0; count < 5; count += 1) {
      await server.refuse('reauthenticate', 'invalid_credentials', {
        as: person.session,
        path: current,
        body: { password: wrong },
      });
      const body = { email: person.email.toUpperCase(), password: wrong };
      await server.refuse('signIn', 'invalid_credentials', { body });
    }
    const hashes = server.services.hasher.hashesDone;
    await server.refuse('reauthenticate', 'rate_limit_exceeded', {
      as: person.session,
      path: current,
      body: { password },
    });
    await server.refuse('signIn', 'rate_limit_exceeded', { body: { email: person.email, password } });
    assert.equal(server.services.hasher.hashesDone, hashes);
    server.clock.advance(seconds(2));
    await server.succeed('reauthenticate', {
      as: await mint(server, person.session),
      path: current,
      body: { password },
    });
    await signInPerson(server, person.email);
  });

  it('a stranger’s session is as unknown as none', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const stranger = await signUpPerson(server);
    for (const session_id of [stranger.sessionId, 'ses_01kafe00000000000000000001'])
      await server.refuse('reauthenticate', 'not_found', {
        as: person.session,
        path: { session_id },
        body: { password },
      });
    await server.refuse('reauthenticate', 'authentication_required', { path: current, body: { password } });
    await server.refuse('reauthenticate', 'invalid_request', { as: person.session, path: current, body: {} });
  });

  it('sixteen at once with one session token leave exactly one token that works', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        server.ask('reauthenticate', { as: person.session, path: current, body: { password } }),
      ),
    );
    const tokens = answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text).session_token);
    assert.equal(tokens.length, 1, answers.map(({ status }) => status).join());
    assert.ok(await isAlive(server, tokens[0]));
    assert.equal(await isAlive(server, person.session), false);
  });
});

it('an operation that asks for a recent password is refused ten minutes after it, and to every key', () => {
  const caller = (authenticatedAt: number) => ({ type: 'user', session: { authenticatedAt } }) as UserPrincipal;
  const now = Date.now();
  requireRecent(caller(now - minutes(10) + 1), now);
  for (const refused of [caller(now - minutes(10)), { type: 'workspace_key' } as never]) {
    assert.throws(() => requireRecent(refused, now), { code: 'recent_authentication_required', status: 403 });
  }
});
