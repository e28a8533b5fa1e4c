import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seconds } from '../../src/clock.ts';
import { createHashQueue } from '../../src/passwords/hash-queue.ts';
import { password, signUpPerson, unique } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

const wrong = 'mountains drop big boulders';

/** So wide that none of the guesses is turned away uncounted. */
const wideQueue = createHashQueue({ parallelism: 1, waitingLimit: 1_000 });

onEachServer(
  'guessing a password',
  (at) => {
    const guess = (email: string) => at.server.ask('signIn', { body: { email, password: wrong } });

    for (const isKnown of [true, false]) {
      it(`of two hundred guesses at once ten are hashed, for ${isKnown ? 'a known' : 'an unknown'} address`, async () => {
        const { server } = at;
        const email = isKnown ? (await signUpPerson(server)).email : `${unique('nobody')}@example.com`;
        const before = server.services.hasher.hashesDone;
        const answers = await Promise.all(Array.from({ length: 200 }, () => guess(email)));
        const statuses = answers.map(({ status }) => status);
        assert.equal(statuses.filter((status) => status === 401).length, 10);
        assert.equal(statuses.filter((status) => status === 429).length, 190);
        assert.equal(server.services.hasher.hashesDone - before, 10);
      });
    }

    it('after ten failures each further one doubles the wait, up to a quarter of an hour', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      for (let failure = 1; failure <= 10; failure += 1) assert.equal((await guess(email)).status, 401);
      for (const waitSeconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
        const { body, headers } = await server.refuse('signIn', 'rate_limit_exceeded', {
          body: { email, password: wrong },
        });
        assert.equal(body.retry_after_seconds, waitSeconds);
        assert.equal(headers['retry-after'], String(waitSeconds));
        server.clock.advance(seconds(waitSeconds));
        assert.equal((await guess(email)).status, 401);
      }
    });

    it('while the wait lasts the right password is refused too, and afterwards it is accepted and clears the count', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      for (let failure = 1; failure <= 11; failure += 1) {
        await guess(email);
        if (failure === 10) server.clock.advance(seconds(1));
      }
      await server.refuse('signIn', 'rate_limit_exceeded', { body: { email, password } });
      server.clock.advance(seconds(2));
      await server.succeed('signIn', { body: { email, password } });
      for (let failure = 1; failure <= 10; failure += 1) assert.equal((await guess(email)).status, 401);
    });

    it('a refused guess does not make the wait longer', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      for (let failure = 1; failure <= 10; failure += 1) await guess(email);
      for (let refused = 1; refused <= 5; refused += 1) assert.equal((await guess(email)).status, 429);
      server.clock.advance(seconds(1));
      await server.succeed('signIn', { body: { email, password } });
    });

    it('other spellings of an address share its count', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      const spellings = [
        email,
        email.toUpperCase(),
        email.replace('example', 'EXAMPLE'),
        email.replace('person', 'Person'),
      ];
      for (let failure = 0; failure < 10; failure += 1) {
        assert.equal((await guess(spellings[failure % spellings.length] ?? email)).status, 401);
      }
      for (const spelling of spellings) assert.equal((await guess(spelling)).status, 429);
    });

    it('guessing at an address leaves its live sessions alone', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      for (let failure = 1; failure <= 20; failure += 1) await guess(person.email);
      await server.succeed('getMe', { as: person.session });
    });
  },
  { hashQueue: wideQueue },
);

const queue = createHashQueue({ parallelism: 1, waitingLimit: 0 });

onEachServer(
  'a sign-in that is turned away because too many wait',
  (at) => {
    it('is not counted as a guess: who comes back as told is let in, however often that was', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      const hashing = Promise.withResolvers<void>();
      const busy = queue.run(() => hashing.promise);
      for (let turnedAway = 1; turnedAway <= 20; turnedAway += 1)
        await server.refuse('signIn', 'unavailable', { body: { email, password } });
      hashing.resolve();
      await busy;
      await server.succeed('signIn', { body: { email, password } });
    });
  },
  { hashQueue: queue },
);

const narrow = createHashQueue({ parallelism: 1, waitingLimit: 2 });

onEachServer(
  'sign-ins that come at once and are more than may wait',
  (at) => {
    it('are hashed or turned away uncounted: of two hundred guesses no more are counted than were hashed', async () => {
      const { server } = at;
      const { email } = await signUpPerson(server);
      const before = server.services.hasher.hashesDone;
      const answers = await Promise.all(
        Array.from({ length: 200 }, () => server.ask('signIn', { body: { email, password: wrong } })),
      );
      const hashed = server.services.hasher.hashesDone - before;
      const counted = await server.store.find<{ _id: string; count: number }>('attempts', {});
      const ofAccount = counted.filter(({ _id, count }) => _id.startsWith('password:') && count > 0);
      assert.deepEqual(
        ofAccount.map(({ count }) => count),
        [hashed],
      );
      assert.equal(answers.filter(({ status }) => status === 401).length, hashed);
      assert.ok(answers.some(({ status }) => status === 503));
    });
  },
  { hashQueue: narrow },
);
