import assert from 'node:assert/strict';
import { it } from 'node:test';
import { password, unique } from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

onEachServer('signing up', (at) => {
  const address = () => `${unique('new')}@example.com`;

  it('an open deployment makes an account for whoever asks, and records it', async () => {
    const { server } = at;
    const email = address();
    const { body, headers } = await server.succeed('signUp', { body: { email, password, name: 'Ada Example' } });
    assert.deepEqual(body.user, {
      id: body.user.id,
      external_id: null,
      email,
      name: 'Ada Example',
      email_verified: false,
      login_count: 0,
      last_login_at: null,
      is_operator: false,
    });
    assert.equal(headers.location, '/v1/me');
    const event = (await eventsOf(server, 'deployment')).at(-1);
    assert.equal(event?.action, 'user.signed_up');
    assert.deepEqual(event?.target, { type: 'user', id: body.user.id, name: 'Ada Example' });
    assert.ok(!JSON.stringify(event).includes(email));
  });

  it('of sixteen sign-ups for one address at once one makes the account', async () => {
    const { server } = at;
    const email = address();
    const spellings = [email, email.toUpperCase(), email.replace('new', 'NEW')];
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, number) =>
        server.ask('signUp', { body: { email: spellings[number % 3], password, name: 'Ada' } }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(15).fill(409)]);
    assert.ok(answers.every(({ status, text }) => status === 201 || JSON.parse(text).code === 'name_taken'));
    const { body } = await server.succeed('signIn', { body: { email: email.toUpperCase(), password } });
    const events = await eventsOf(server, 'deployment');
    assert.equal(events.filter(({ target }) => JSON.stringify(target).includes(body.session.user_id)).length, 1);
  });

  it('a password at rest is an argon2id hash with a salt of its own', async () => {
    const { server } = at;
    const ids: string[] = [];
    for (let person = 0; person < 2; person += 1)
      ids.push((await server.succeed('signUp', { body: { email: address(), password, name: 'Ada' } })).body.user.id);
    const hashes = await Promise.all(ids.map((id) => server.services.users.passwordHash(id)));
    assert.ok(hashes.every((hash) => /^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$[^$]{22}\$[^$]{43}$/.test(hash ?? '')));
    assert.notEqual(hashes[0], hashes[1]);
  });

  it('a password is long enough from fifteen characters on, counted as people count them, up to 256', async () => {
    const { server } = at;
    const code = async (text: string): Promise<string> => {
      const answer = await server.ask('signUp', { body: { email: address(), password: text, name: 'Ada' } });
      return answer.status === 201 ? 'accepted' : JSON.parse(answer.text).errors[0].code;
    };
    const letters = 'plum ox vat jig kelp dune';
    assert.equal(await code(letters.slice(0, 14)), 'too_short');
    assert.equal(await code(letters.slice(0, 15)), 'accepted');
    const pictures = ['🌋', '🦉', '🍋', '🚲', '🎺', '🧊', '🪁', '🥁', '🦑', '🧲', '🪓', '🎣', '🧵', '🛶', '🪐'];
    assert.equal(await code(pictures.slice(0, 14).join('')), 'too_short');
    assert.equal(await code(pictures.join('')), 'accepted');
    const long = Array.from({ length: 256 }, (_, at) => letters.charAt((at * at + at) % letters.length)).join('');
    assert.equal(await code(long), 'accepted');
    assert.notEqual(await code(`${long}x`), 'accepted');
  });

  it('a password that is tried first is refused with the reason, and no account is made', async () => {
    const { server } = at;
    const before = await server.store.count('users', {}, 1_000);
    for (const [weak, reason] of [
      ['aaaaaaaaaaaaaaaaaaaa', 'repetition'],
      ['abcdefghijklmnopqrst', 'sequence'],
      ['latchkeylatchkey', 'repetition'],
    ]) {
      const { body } = await server.refuse('signUp', 'password_too_weak', {
        body: { email: address(), password: weak, name: 'Ada' },
      });
      assert.equal(body.errors?.[0]?.pointer, '/password');
      assert.equal(body.errors?.[0]?.code, reason);
    }
    assert.equal(await server.store.count('users', {}, 1_000), before);
  });

  it('what the contract does not list cannot be set by signing up', async () => {
    const { server } = at;
    const before = await server.store.count('users', {}, 1_000);
    for (const member of [
      'is_operator',
      'email_verified',
      'id',
      '_id',
      'external_id',
      'login_count',
      'state',
      '__proto__',
    ]) {
      const body = `{"email":"${address()}","password":"${password}","name":"Eve","${member}":true}`;
      const { body: problem } = await server.refuse('signUp', 'invalid_request', { body });
      assert.equal(problem.errors?.[0]?.pointer, `/${member}`);
    }
    assert.equal(await server.store.count('users', {}, 1_000), before);
  });

  it('every missing or malformed member is named at once', async () => {
    const { body } = await at.server.refuse('signUp', 'invalid_request', { body: { email: 'nobody', name: ' ' } });
    assert.deepEqual(body.errors?.map(({ pointer }) => pointer).sort(), ['/email', '/name', '/password']);
  });
});

onEachServer(
  'signing up where registration is closed',
  (at) => {
    it('is refused, alike for new and existing addresses, and makes nothing', async () => {
      const before = await eventsOf(at.server, 'deployment');
      await at.server.refuse('signUp', 'insufficient_permissions', {
        body: { email: 'ada@example.com', password, name: 'Ada' },
      });
      assert.deepEqual(await eventsOf(at.server, 'deployment'), before);
    });
  },
  { environment: { REGISTRATION: 'closed' } },
);
