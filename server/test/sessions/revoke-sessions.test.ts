import assert from 'node:assert/strict';
import { it } from 'node:test';
import { mint, password, signInPerson, signUpPerson } from '../support/actors.ts';
import { isAlive, refuseRefresh, signInRenewable } from '../support/renewable.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';

const listed = async (server: TestServer, as: string): Promise<string[]> =>
  (await server.succeed('listSessions', { as })).body.data.map(({ id }) => id);

onEachServer('ending several sessions', (at) => {
  it('ends all others with their tokens and keeps the one that asks', async () => {
    const { server } = at;
    const here = await signUpPerson(server);
    const there = await signInPerson(server, here.email);
    const phone = await signInRenewable(server, here.email);
    const mine = await mint(server, here.session);
    const theirs = await mint(server, there.session);
    const { headers } = await server.succeed('revokeSessions', { as: here.session, body: { scope: 'others' } });
    assert.equal(headers['set-cookie'], undefined);
    for (const dead of [there.session, theirs, phone.access_token])
      await server.refuse('getMe', 'invalid_token', { as: dead });
    await refuseRefresh(server, phone.refresh_token);
    assert.ok((await isAlive(server, here.session)) && (await isAlive(server, mine)));
    assert.deepEqual(await listed(server, here.session), [here.sessionId]);
    const event = (await eventsOf(server, 'deployment')).findLast(({ action }) => action === 'session.revoked');
    assert.deepEqual(event?.target, { type: 'user', id: here.id, name: 'Ada Example' });
  });

  it('with an access token keeps the session it came from', async () => {
    const { server } = at;
    const here = await signUpPerson(server);
    const there = await signInPerson(server, here.email);
    const mine = await mint(server, here.session);
    await server.succeed('revokeSessions', { as: mine, body: { scope: 'others' } });
    assert.deepEqual(
      [await isAlive(server, mine), await isAlive(server, here.session), await isAlive(server, there.session)],
      [true, true, false],
    );
  });

  it('ends all, the asking one included, and takes the cookie back', async () => {
    const { server } = at;
    const here = await signUpPerson(server);
    const there = await signInPerson(server, here.email);
    const { headers } = await server.succeed('revokeSessions', {
      headers: { Cookie: `session=${here.session}`, 'Sec-Fetch-Site': 'same-origin' },
      body: { scope: 'all' },
    });
    assert.match(headers['set-cookie'] ?? '', /^session=; .*Max-Age=0$/);
    assert.deepEqual([await isAlive(server, here.session), await isAlive(server, there.session)], [false, false]);
    const again = await signInPerson(server, here.email);
    assert.deepEqual(await listed(server, again.session), [again.sessionId]);
  });

  it('can be done again and again, and the room for a hundred sessions is there again', async () => {
    const { server } = at;
    const here = await signUpPerson(server);
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 45; count += 1) await signInPerson(server, here.email);
      await server.succeed('revokeSessions', { as: here.session, body: { scope: 'others' } });
    }
    const kept = await server.store.findOne<{ _id: string; count: number }>('counters', { _id: `sessions:${here.id}` });
    assert.equal(kept?.count, 1);
    assert.ok(await isAlive(server, here.session));
  });

  it('leaves other people alone', async () => {
    const { server } = at;
    const here = await signUpPerson(server);
    const stranger = await signUpPerson(server);
    await server.succeed('revokeSessions', { as: here.session, body: { scope: 'all' } });
    assert.ok(await isAlive(server, stranger.session));
  });

  it('a sign-in at the same moment is either before, and ends, or after, and lives', async () => {
    const { server } = at;
    for (let round = 0; round < 4; round += 1) {
      const here = await signUpPerson(server);
      const [ended, ...signedIn] = await Promise.all([
        server.ask('revokeSessions', { as: here.session, body: { scope: 'others' } }),
        // Few enough that each may be judged twice, and counted twice, within the free attempts.
        ...Array.from({ length: 4 }, () => server.ask('signIn', { body: { email: here.email, password } })),
      ]);
      assert.equal(ended?.status, 204);
      const tokens = signedIn.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text).session_token);
      assert.ok(
        signedIn.every(({ status }) => [201, 401, 409].includes(status)),
        signedIn.map(({ status, text }) => (status === 201 ? '201' : text)).join('\n'),
      );
      const alive = await Promise.all(tokens.map((token) => isAlive(server, token)));
      const counter = await server.store.findOne<{ _id: string; count: number }>('counters', {
        _id: `sessions:${here.id}`,
      });
      assert.equal(counter?.count, alive.filter(Boolean).length + 1);
      assert.ok(await isAlive(server, here.session));
    }
  });

  it('nobody but people may, and only with a known scope', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    await server.refuse('revokeSessions', 'authentication_required', { body: { scope: 'all' } });
    for (const body of [{}, { scope: 'mine' }, { scope: 'all', user_id: 'usr_01kafe00000000000000000001' }])
      await server.refuse('revokeSessions', 'invalid_request', { as: session, body });
    await server.refuse('revokeSessions', 'cross_site_request', {
      headers: { Cookie: `session=${session}`, 'Sec-Fetch-Site': 'cross-site' },
      body: { scope: 'all' },
    });
    assert.ok(await isAlive(server, session));
  });
});
