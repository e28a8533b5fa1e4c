import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours, minutes, seconds } from '../../src/clock.ts';
import { createServiceKey, type Person, setUpOperator, signInPerson, signUpPerson } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

onEachServer('the life of a session', (at) => {
  const isAccepted = async (session: string): Promise<boolean> =>
    (await at.server.ask('getMe', { as: session })).status === 200;
  const storedIdleLimit = async ({ sessionId }: Person) =>
    (await at.server.store.findOne('heads', { _id: `s:${sessionId}` }))?.idle_expires_at;

  it('it is accepted thirty minutes after its last use', async () => {
    const { session } = await signUpPerson(at.server);
    at.server.clock.advance(minutes(30));
    assert.equal(await isAccepted(session), true);
  });

  it('it is refused thirty-one minutes after its last use, although its document is still there', async () => {
    const person = await signUpPerson(at.server);
    at.server.clock.advance(minutes(31));
    const { headers } = await at.server.refuse('getMe', 'invalid_token', { as: person.session });
    assert.match(headers['www-authenticate'] ?? '', /error="invalid_token"/);
    assert.ok(await storedIdleLimit(person));
  });

  it('whatever the moment of the uses before, the promise of thirty minutes holds to the millisecond', async () => {
    for (const gap of [1, seconds(59), minutes(1) - 1, minutes(1), seconds(61), minutes(29)]) {
      const { session } = await signUpPerson(at.server);
      at.server.clock.advance(gap);
      assert.equal(await isAccepted(session), true);
      at.server.clock.advance(minutes(30));
      assert.equal(await isAccepted(session), true, `used ${gap} ms after sign-in, and 30 minutes later`);
      at.server.clock.advance(minutes(31));
      assert.equal(await isAccepted(session), false);
    }
  });

  it('used every twenty minutes it lives for hours, and ends after twelve however active it was', async () => {
    const { session } = await signUpPerson(at.server);
    for (let elapsed = 0; elapsed + minutes(20) < hours(12); elapsed += minutes(20)) {
      at.server.clock.advance(minutes(20));
      assert.equal(await isAccepted(session), true);
    }
    at.server.clock.advance(minutes(20) - 1);
    assert.equal(await isAccepted(session), true);
    at.server.clock.advance(1);
    assert.equal(await isAccepted(session), false);
  });

  it('its use is written at most once a minute', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const commitsOf = async (count: number): Promise<number> => {
      server.watched.take();
      for (let use = 0; use < count; use += 1) assert.equal(await isAccepted(session), true);
      return server.watched.take().filter((call) => call === 'commit').length;
    };
    assert.equal(await commitsOf(5), 0);
    server.clock.advance(seconds(59));
    assert.equal(await commitsOf(5), 0);
    server.clock.advance(seconds(1));
    assert.equal(await commitsOf(5), 1);
  });

  it('requests that are refused do not extend it', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const before = await storedIdleLimit(person);
    server.clock.advance(minutes(10));
    await server.refuse('listSessions', 'invalid_request', { as: person.session, query: { limit: 0 } });
    await server.refuse('listServiceKeys', 'insufficient_permissions', { as: person.session });
    await server.refuse('getWorkspace', 'not_found', { as: person.session, path: { workspace: 'nowhere' } });
    await server.refuse('getMe', 'multiple_credentials', {
      as: person.session,
      headers: { Cookie: 'session=zs_other' },
    });
    assert.equal(await storedIdleLimit(person), before);
    await server.succeed('getMe', { as: person.session });
    assert.notEqual(await storedIdleLimit(person), before);
  });

  it('being verified by an API server is a use, and being found invalid is none', async () => {
    const { server } = at;
    const serviceKey = await createServiceKey(server, await setUpOperator(server));
    const person = await signUpPerson(server);
    server.clock.advance(minutes(20));
    const { body } = await server.succeed('verifyCredential', { as: serviceKey, body: { credential: person.session } });
    assert.equal(body.outcome, 'authenticated');
    server.clock.advance(minutes(20));
    assert.equal(await isAccepted(person.session), true);

    const idle = await signUpPerson(server);
    server.clock.advance(minutes(31));
    const later = await server.succeed('verifyCredential', { as: serviceKey, body: { credential: idle.session } });
    assert.deepEqual(later.body, { outcome: 'invalid', code: 'invalid_token', cache_seconds: 0 });
    assert.equal(await isAccepted(idle.session), false);
  });

  it('minting an access token moves the idle limit to the end of that token at least', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const { body } = await server.succeed('mintAccessToken', { as: person.session, query: { expiration: 3600 } });
    server.clock.advance(minutes(59));
    await server.succeed('getMe', { as: body.token });
    assert.equal(await isAccepted(person.session), true);
  });

  it('of a hundred live sessions the oldest ends when another begins', async () => {
    const { server } = at;
    const first = await signUpPerson(server);
    const second = await signInPerson(server, first.email);
    for (let more = 3; more <= 100; more += 1) await signInPerson(server, first.email);
    assert.equal(await isAccepted(first.session), true);
    const last = await signInPerson(server, first.email);
    assert.equal(await isAccepted(first.session), false);
    assert.equal(await isAccepted(second.session), true);
    assert.equal(await isAccepted(last.session), true);
    const { body } = await server.succeed('listSessions', { as: last.session, query: { limit: 100 } });
    assert.equal(body.data.length, 100);
  });
});
