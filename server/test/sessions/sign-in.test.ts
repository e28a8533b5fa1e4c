import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours, minutes } from '../../src/clock.ts';
import { newPlace } from '../storage/engines.ts';
import { createWorkspace, password, signInPerson, signUpPerson, unique } from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { eventsOf, onEachServer, startTestServer } from '../support/test-server.ts';

const wrong = 'mountains drop big boulders';

onEachServer('signing in', (at) => {
  it('the right password opens a session that says who, since when and until when', async () => {
    const { server } = at;
    const { email, id } = await signUpPerson(server);
    const now = server.clock.now();
    const { body, headers } = await server.succeed('signIn', {
      body: { email, password, kind: 'sliding', delivery: 'body', client_name: "Ada's laptop" },
    });
    assert.equal(body.type, 'session_token');
    assert.match('session_token' in body ? body.session_token : '', /^zs_[0-9A-Za-z]{38}$/);
    assert.deepEqual(body.session, {
      id: body.session.id,
      user_id: id,
      kind: 'sliding',
      client_name: "Ada's laptop",
      created_at: new Date(now).toISOString(),
      last_used_at: new Date(now).toISOString(),
      authenticated_at: new Date(now).toISOString(),
      idle_expires_at: new Date(now + minutes(31)).toISOString(),
      expires_at: new Date(now + hours(12)).toISOString(),
      current_workspace_id: null,
      is_current: true,
    });
    assert.equal(headers.location, `/v1/sessions/${body.session.id}`);
    assert.equal(headers['set-cookie'], undefined);
  });

  it('an unknown address and a wrong password get the same answer after the same work', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    const before = server.services.hasher.hashesDone;
    const known = await server.refuse('signIn', 'invalid_credentials', { body: { email, password: wrong } });
    const between = server.services.hasher.hashesDone;
    const unknown = await server.refuse('signIn', 'invalid_credentials', {
      body: { email: 'nobody@example.com', password: wrong },
    });
    assert.deepEqual(masked(unknown), masked(known));
    assert.equal(between - before, 1);
    assert.equal(server.services.hasher.hashesDone - between, 1);
    assert.equal(known.headers['www-authenticate'], 'Bearer realm="latchkey"');
  });

  it('a refused sign-in is recorded without what was typed, a successful one with its session', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const before = (await eventsOf(server, 'deployment')).length;
    await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password: wrong } });
    await server.refuse('signIn', 'invalid_credentials', { body: { email: 'typed@example.com', password: wrong } });
    const { sessionId } = await signInPerson(server, person.email);
    const events = (await eventsOf(server, 'deployment')).slice(before);
    assert.deepEqual(
      events.map(({ action, outcome, target, actor }) => ({ action, outcome, target, actor })),
      [
        {
          action: 'sign_in.failed',
          outcome: 'denied',
          target: { type: 'user', id: person.id, name: null },
          actor: { kind: 'stranger', id: null, name: null },
        },
        {
          action: 'sign_in.failed',
          outcome: 'denied',
          target: null,
          actor: { kind: 'stranger', id: null, name: null },
        },
        {
          action: 'session.created',
          outcome: 'succeeded',
          target: { type: 'session', id: sessionId, name: null },
          actor: { kind: 'user', id: person.id, name: 'Ada Example' },
        },
      ],
    );
    assert.ok(!JSON.stringify(events).includes('typed@'));
    assert.ok(!JSON.stringify(events).includes('boulders'));
  });

  it('every sign-in counts, and nothing else does', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const again = await signInPerson(server, person.email);
    await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password: wrong } });
    await server.succeed('mintAccessToken', { as: again.session });
    await createWorkspace(server, again);
    const { body } = await server.succeed('getMe', { as: again.session });
    assert.equal(body.user?.login_count, 2);
    assert.equal(body.user?.last_login_at, new Date(server.clock.now()).toISOString());
  });

  it('a session brought along does not live on in the new one: id and token are new', async () => {
    const { server } = at;
    const before = await signUpPerson(server);
    const { body } = await server.succeed('signIn', {
      as: before.session,
      headers: { Cookie: `session=${before.session}` },
      body: { email: before.email, password },
    });
    assert.notEqual(body.session.id, before.sessionId);
    assert.notEqual('session_token' in body && body.session_token, before.session);
  });

  it('anything but an address and a password in the documented form is refused before anything is hashed', async () => {
    const { server } = at;
    const before = server.services.hasher.hashesDone;
    const email = 'ada@example.com';
    for (const body of [
      {},
      { email },
      { password },
      { email: 'no address', password },
      { email, password: '' },
      { email, password, kind: 'eternal' },
      { email, password, delivery: 'post' },
      { email, password, client_name: '' },
      { email, password, user_id: 'usr_01kafe00000000000000000001' },
      { email: [email], password },
      { email: { $gt: '' }, password },
      { email, password: { $ne: null } },
      [],
      'null',
      '"text"',
    ]) {
      await server.refuse('signIn', 'invalid_request', { body });
    }
    await server.refuse('signIn', 'invalid_request');
    assert.equal(server.services.hasher.hashesDone, before);
  });

  it('a password of a megabyte costs no hash', async () => {
    const { server } = at;
    const before = server.services.hasher.hashesDone;
    await server.refuse('signIn', 'payload_too_large', {
      body: { email: 'ada@example.com', password: 'x'.repeat(1 << 20) },
    });
    assert.equal(server.services.hasher.hashesDone, before);
  });

  it('eight right sign-ins of one person at once all succeed', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => server.ask('signIn', { body: { email, password } })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array(8).fill(201),
    );
  });

  it('a password set in one Unicode spelling signs in from a keyboard that types the other', async () => {
    const { server } = at;
    const email = `${unique('unicode')}@example.com`;
    const composed = 'déjà vu près de la forêt'.normalize('NFC');
    await server.succeed('signUp', { body: { email, password: composed, name: 'Ada' } });
    await server.succeed('signIn', { body: { email, password: composed.normalize('NFD') } });
    await server.refuse('signIn', 'invalid_credentials', { body: { email, password: ` ${composed}` } });
    await server.refuse('signIn', 'invalid_credentials', { body: { email, password: composed.toUpperCase() } });
  });

  it('when the cost of hashing has risen, a good sign-in raises the stored hash, and the password stays right', async () => {
    const place = newPlace(at.place.engine);
    const before = await startTestServer(place);
    const person = await signUpPerson(before);
    const oldHash = await before.services.users.passwordHash(person.id);
    await before.close();

    const after = await startTestServer(place, { hashCost: { memoryKibibytes: 128, passes: 1, lanes: 1 } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => after.ask('signIn', { body: { email: person.email, password } })),
    );
    assert.ok(answers.every(({ status }) => status === 201));
    const newHash = await after.services.users.passwordHash(person.id);
    assert.match(oldHash ?? '', /\$m=64,/);
    assert.match(newHash ?? '', /\$m=128,/);
    await signInPerson(after, person.email);
    await after.close();
    await place.remove();
  });
});

function masked({ status, headers, text }: Answer): unknown {
  // What is left of the quota goes down with each request, whatever it asks.
  const { date: _date, ratelimit: _quota, traceparent, ...rest } = headers;
  const traceId = traceparent?.split('-')[1] ?? '';
  return { status, headers: rest, text: text.replace(traceId, '<trace>').replace(/"timestamp":"[^"]+"/, '') };
}
