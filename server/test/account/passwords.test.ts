import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours } from '../../src/clock.ts';
import { mint, password, signInPerson, signUpPerson } from '../support/actors.ts';
import { mailedCode, mailsTo } from '../support/mailbox.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

const fresh = 'seven wooden boats at dawn';
const wrong = 'mountains drop big boulders';

onEachServer('changing the password', (at) => {
  it('needs the current one, ends every other session and keeps the one that asks', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const elsewhere = await signInPerson(server, person.email);
    const minted = await mint(server, elsewhere.session);
    const change = (current_password: string) => ({
      as: person.session,
      body: { current_password, new_password: fresh },
    });
    await server.refuse('changePassword', 'invalid_credentials', change(wrong));
    await server.succeed('getMe', { as: elsewhere.session });
    await server.succeed('changePassword', change(password));
    await server.succeed('getMe', { as: person.session });
    await server.refuse('getMe', 'invalid_token', { as: elsewhere.session });
    await server.refuse('getMe', 'invalid_token', { as: minted });
    await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password } });
    await server.succeed('signIn', { body: { email: person.email, password: fresh } });
    assert.equal((await mailsTo(server, person.email)).at(-1)?.kind, 'password_changed');
    const events = (await eventsOf(server, 'deployment')).filter(({ action }) => action === 'user.password_changed');
    assert.deepEqual(
      events.map(({ outcome }) => outcome),
      ['denied', 'succeeded'],
    );
  });

  it('a weak new password is refused with its reason and costs no attempt', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    for (let time = 0; time < 12; time += 1) {
      const { body } = await server.refuse('changePassword', 'password_too_weak', {
        as: person.session,
        body: { current_password: wrong, new_password: 'short' },
      });
      assert.equal(body.errors?.[0]?.pointer, '/new_password');
    }
    await server.succeed('changePassword', {
      as: person.session,
      body: { current_password: password, new_password: fresh },
    });
  });

  it('AU-11 shares its attempts with signing in', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    for (let time = 0; time < 10; time += 1)
      await server.refuse('changePassword', 'invalid_credentials', {
        as: person.session,
        body: { current_password: wrong, new_password: fresh },
      });
    await server.refuse('signIn', 'rate_limit_exceeded', { body: { email: person.email, password } });
  });
});

onEachServer('resetting the password', (at) => {
  it('is answered alike for known and unknown addresses', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    const known = await server.ask('requestPasswordReset', { body: { email } });
    const unknown = await server.ask('requestPasswordReset', { body: { email: `no-${email}` } });
    assert.deepEqual([known.status, known.text], [202, unknown.text]);
    assert.equal(unknown.status, 202);
    assert.equal((await mailsTo(server, `no-${email}`)).length, 0);
  });

  it('many requests at once are answered alike for known and unknown addresses', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    for (const address of [email, `no-${email}`]) {
      const answers = await Promise.all(
        Array.from({ length: 3 }, () => server.ask('requestPasswordReset', { body: { email: address } })),
      );
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
    }
  });

  it('ends every session, needs no sign-in, signs nobody in, and opens the way for whoever was locked out by guesses', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    for (let time = 0; time < 10; time += 1)
      await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password: wrong } });
    await server.refuse('signIn', 'rate_limit_exceeded', { body: { email: person.email, password } });
    await server.succeed('requestPasswordReset', { body: { email: person.email.toUpperCase() } });
    const code = await mailedCode(server, person.email, 'reset_password');
    const { headers, text } = await server.succeed('completePasswordReset', { body: { code, password: fresh } });
    assert.deepEqual([headers['set-cookie'], text], [undefined, '']);
    await server.refuse('getMe', 'invalid_token', { as: person.session });
    await server.succeed('signIn', { body: { email: person.email, password: fresh } });
    assert.equal((await mailsTo(server, person.email)).at(-1)?.kind, 'password_changed');
  });

  it('LIF-03 LIF-04 a code works once, for an hour, until the next one, and for nothing else', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    const ask = async () => {
      await server.succeed('requestPasswordReset', { body: { email } });
      return mailedCode(server, email, 'reset_password');
    };
    const first = await ask();
    const second = await ask();
    await server.refuse('completePasswordReset', 'gone', { body: { code: first, password: fresh } });
    await server.refuse('completeEmailVerification', 'gone', { body: { code: second, password } });
    await server.refuse('confirmEmailChange', 'gone', { body: { code: second } });
    await server.refuse('completePasswordReset', 'password_too_weak', { body: { code: second, password: 'weak' } });
    await server.succeed('completePasswordReset', { body: { code: second, password: fresh } });
    await server.refuse('completePasswordReset', 'gone', { body: { code: second, password: fresh } });
    const third = await ask();
    server.clock.advance(hours(1));
    await server.refuse('completePasswordReset', 'gone', { body: { code: third, password: fresh } });
  });

  it('AU-15 of 16 uses of one code at once exactly one succeeds', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    await server.succeed('requestPasswordReset', { body: { email } });
    const code = await mailedCode(server, email, 'reset_password');
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, place) =>
        server.ask('completePasswordReset', { body: { code, password: `${fresh} number ${place}` } }),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 204).length, 1);
    assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [204, 410]);
  });

  it('a changed password makes a code that was mailed before worthless', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    await server.succeed('requestPasswordReset', { body: { email: person.email } });
    const code = await mailedCode(server, person.email, 'reset_password');
    await server.succeed('changePassword', {
      as: person.session,
      body: { current_password: password, new_password: fresh },
    });
    await server.refuse('completePasswordReset', 'gone', { body: { code, password: wrong } });
  });
});
