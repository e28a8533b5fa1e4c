import assert from 'node:assert/strict';
import { it } from 'node:test';
import { days, minutes } from '../../src/clock.ts';
import { createHashQueue, type HashQueue } from '../../src/passwords/hash-queue.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { type Person, password, setUpOperator, signInPerson, signUpPerson, unique } from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { mailedCode } from '../support/mailbox.ts';
import { refuseRefresh, signInRenewable } from '../support/renewable.ts';
import { onEachServer } from '../support/test-server.ts';

const wrong = 'mountains drop big boulders';
const fresh = 'seven wooden boats at dawn';

/** A refusal without what differs in every answer. */
function masked({ status, headers, text }: Answer): string {
  const { trace_id, timestamp, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const { date, traceparent, ratelimit, ...others } = headers;
  const isComplete = [trace_id, timestamp, date, traceparent, ratelimit].every(Boolean);
  return JSON.stringify({ status, rest, others, isComplete });
}

onEachServer('whoever checks a password', (at) => {
  it('answers for a suspended, a deleted and a passwordless account as for none, after the same work', async () => {
    const { server } = at;
    const operator = await setUpOperator(server);
    const [suspended, deleted, known] = [
      await signUpPerson(server),
      await signUpPerson(server),
      await signUpPerson(server),
    ];
    await server.succeed('suspendUser', { as: operator.session, path: { user_id: suspended.id } });
    await server.succeed('deleteMe', { as: deleted.session });
    const withoutPassword = `${unique('made')}@example.com`;
    await server.succeed('createUser', { as: operator.session, body: { email: withoutPassword, name: 'Nora' } });
    const attempts: readonly (readonly [string, string])[] = [
      [`${unique('nobody')}@example.com`, wrong],
      [known.email, wrong],
      [suspended.email, password],
      [suspended.email, wrong],
      [deleted.email, password],
      [withoutPassword, password],
    ];
    const answers = new Set<string>();
    for (const [email, tried] of attempts) {
      const before = server.services.hasher.hashesDone;
      const refused = await server.refuse('signIn', 'invalid_credentials', { body: { email, password: tried } });
      assert.equal(server.services.hasher.hashesDone - before, 1, email);
      answers.add(masked(refused));
    }
    assert.equal(answers.size, 1, [...answers].join('\n'));
  });

  it('counts every way to try it together, for every spelling of the address', async () => {
    const { server } = at;
    const { email, session } = await signUpPerson(server);
    await server.succeed('requestEmailVerification', { body: { email } });
    const code = await mailedCode(server, email, 'verify_email');
    const ways = [
      () => server.ask('signIn', { body: { email, password: wrong } }),
      () => server.ask('signIn', { body: { email: email.toUpperCase(), password: wrong } }),
      () => server.ask('changePassword', { as: session, body: { current_password: wrong, new_password: fresh } }),
      () => server.ask('reauthenticate', { as: session, path: { session_id: 'current' }, body: { password: wrong } }),
      () => server.ask('completeEmailVerification', { body: { code, password: wrong } }),
    ];
    const before = server.services.hasher.hashesDone;
    for (let attempt = 0; attempt < 10; attempt += 1)
      assert.equal((await ways[attempt % ways.length]?.())?.status, 401);
    for (const way of ways) assert.equal((await way()).status, 429);
    assert.equal(server.services.hasher.hashesDone - before, 10);
  });

  it('hashes nothing while attempts cannot be counted: the answer is that it is unavailable', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    const before = server.services.hasher.hashesDone;
    server.watched.failWith(new StoreUnavailable(new Error('away')));
    const { headers } = await server.refuse('signIn', 'unavailable', { body: { email, password } });
    server.watched.failWith(undefined);
    assert.equal(headers['retry-after'], '2');
    assert.equal(server.services.hasher.hashesDone, before);
  });

  it('takes none of the passwords that are tried first, on sign-up, change and reset alike, and says why', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    await server.succeed('requestPasswordReset', { body: { email: person.email } });
    const code = await mailedCode(server, person.email, 'reset_password');
    for (const weak of ['correct horse battery staple', 'ThisIsMyPassword!', '123456789012345', 'latchkey latchkey']) {
      const refusals = [
        await server.refuse('signUp', 'password_too_weak', {
          body: { email: `${unique('weak')}@example.com`, password: weak, name: 'W' },
        }),
        await server.refuse('changePassword', 'password_too_weak', {
          as: person.session,
          body: { current_password: password, new_password: weak },
        }),
        await server.refuse('completePasswordReset', 'password_too_weak', { body: { code, password: weak } }),
      ];
      const reasons = refusals.map(({ body }) => body.errors?.[0]?.code);
      assert.equal(new Set(reasons).size, 1, weak);
      assert.ok(reasons[0]);
    }
    await server.succeed('completePasswordReset', { body: { code, password: fresh } });
  });

  it('compares all of it: passwords that differ at their 73rd, 129th or last character are different', async () => {
    const { server } = at;
    const email = `${unique('long')}@example.com`;
    const long = Array.from({ length: 60 }, (_, number) => `${number} boats`)
      .join(' ')
      .slice(0, 256);
    await server.succeed('signUp', { body: { email, password: long, name: 'Long' } });
    for (const place of [72, 128, 255]) {
      const other = `${long.slice(0, place)}#${long.slice(place + 1)}`;
      await server.refuse('signIn', 'invalid_credentials', { body: { email, password: other } });
    }
    await server.refuse('signIn', 'invalid_credentials', { body: { email, password: long.slice(0, 255) } });
    await server.succeed('signIn', { body: { email, password: long } });
  });

  it('never asks for another one because time has passed', async () => {
    const { server } = at;
    const { email } = await signUpPerson(server);
    server.clock.advance(days(400));
    await signInPerson(server, email);
  });

  it('ends refresh tokens and sessions with a new password, also where nothing else is said', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const pair = await signInRenewable(server, person.email);
    await server.succeed('changePassword', {
      as: person.session,
      body: { current_password: password, new_password: fresh },
    });
    await refuseRefresh(server, pair.refresh_token);
    await server.refuse('getMe', 'invalid_token', { as: pair.access_token });

    const { body: again } = await server.succeed('signIn', {
      body: { email: person.email, password: fresh, kind: 'renewable' },
    });
    await server.succeed('requestPasswordReset', { body: { email: person.email } });
    const code = await mailedCode(server, person.email, 'reset_password');
    await server.succeed('completePasswordReset', { body: { code, password } });
    assert.equal(again.type, 'token_pair');
    if (again.type === 'token_pair') await refuseRefresh(server, again.refresh_token);
    await server.refuse('getMe', 'invalid_token', { as: person.session });
  });

  it('knows addresses in ASCII alone: what only looks like one, or folds into it, is refused everywhere', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const { session } = await signInPerson(server, person.email);
    server.clock.advance(minutes(1));
    const lookAlikes = [
      person.email.replace('@', '＠'),
      person.email.replace('s', '\u017f'),
      person.email.replace('p', '\uff50'),
      person.email.replace('e', 'е'),
      person.email.replace('n', 'n\u0303'),
      ` ${person.email}`,
      `${person.email} `,
      `${person.email}\r\nBcc: evil@example.com`,
      `"${person.email}"`,
      `${person.email}\u200b`,
    ];
    for (const email of lookAlikes) {
      const asked = [
        await server.ask('signUp', { body: { email, password, name: 'A' } }),
        await server.ask('signIn', { body: { email, password } }),
        await server.ask('requestPasswordReset', { body: { email } }),
        await server.ask('requestEmailVerification', { body: { email } }),
        await server.ask('requestEmailChange', { as: session, body: { email } }),
      ];
      for (const { status } of asked) assert.equal(status, 400, JSON.stringify(email));
    }
  });
});

/** A queue in which something can be made to happen when a password is about to be checked: its hash has been read by then. */
function interruptibleQueue() {
  const queue = createHashQueue();
  let interruption: (() => Promise<unknown>) | undefined;
  const hashQueue: HashQueue = Object.assign(Object.create(queue) as HashQueue, {
    takePlace: () => {
      const place = queue.takePlace();
      return {
        run: async <T>(work: () => Promise<T>): Promise<T> => {
          const now = interruption;
          interruption = undefined;
          await now?.();
          return place.run(work);
        },
        [Symbol.dispose]: () => place[Symbol.dispose](),
      };
    },
  });
  return {
    hashQueue,
    beforeNextCheck: (given: () => Promise<unknown>): void => {
      interruption = given;
    },
  };
}

const { hashQueue, beforeNextCheck } = interruptibleQueue();

onEachServer(
  'a password that is replaced while it is being checked',
  (at) => {
    const change = ({ session }: Person) =>
      at.server.succeed('changePassword', {
        as: session,
        body: { current_password: password, new_password: fresh },
      });
    const reset = async ({ email }: Person) => {
      await at.server.succeed('requestPasswordReset', { body: { email } });
      const code = await mailedCode(at.server, email, 'reset_password');
      await at.server.succeed('completePasswordReset', { body: { code, password: fresh } });
    };

    for (const [what, replace] of [
      ['changed', change],
      ['reset', reset],
    ] as const)
      it(`opens no session once it is ${what}, however long ago its check began`, async () => {
        const { server } = at;
        const person = await signUpPerson(server);
        beforeNextCheck(() => replace(person));
        await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password } });
        const { body } = await server.succeed('signIn', { body: { email: person.email, password: fresh } });
        const session = 'session_token' in body ? body.session_token : '';
        const { body: list } = await server.succeed('listSessions', { as: session });
        const kept = what === 'changed' ? [person.sessionId] : [];
        assert.deepEqual(list.data.map(({ id }) => id).sort(), [body.session.id, ...kept].sort());
      });

    it('a right password whose sessions all end meanwhile opens one that lasts', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      beforeNextCheck(() => server.succeed('revokeSessions', { as: person.session, body: { scope: 'all' } }));
      const { session } = await signInPerson(server, person.email);
      await server.succeed('getMe', { as: session });
      await server.refuse('getMe', 'invalid_token', { as: person.session });
    });

    it('confirms nothing and sets no other', async () => {
      const { server } = at;
      for (const ask of [
        ({ session }: Person) =>
          server.refuse('reauthenticate', 'invalid_token', {
            as: session,
            path: { session_id: 'current' },
            body: { password },
          }),
        ({ session }: Person) =>
          server.refuse('changePassword', 'invalid_token', {
            as: session,
            body: { current_password: password, new_password: 'nine copper kettles sing' },
          }),
      ]) {
        const person = await signUpPerson(server);
        beforeNextCheck(() => reset(person));
        await ask(person);
        await server.succeed('signIn', { body: { email: person.email, password: fresh } });
      }
    });
  },
  { hashQueue },
);
