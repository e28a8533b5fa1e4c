import assert from 'node:assert/strict';
import { it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import { mint, type Person, signInPerson, signUpPerson } from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

onEachServer('listing and ending sessions', (at) => {
  const end = (by: Person, sessionId: string) =>
    at.server.succeed('revokeSession', { as: by.session, path: { session_id: sessionId } });
  const newest = async () => (await eventsOf(at.server, 'deployment')).at(-1);

  it('signing out ends exactly that session, at once, and is recorded', async () => {
    const { server } = at;
    const laptop = await signUpPerson(server);
    const phone = await signInPerson(server, laptop.email);
    const { headers, text } = await end(laptop, 'current');
    assert.equal(text, '');
    assert.equal(headers['set-cookie'], undefined);
    await server.refuse('getMe', 'invalid_token', { as: laptop.session });
    await server.succeed('getMe', { as: phone.session });
    const event = await newest();
    assert.equal(event?.action, 'session.ended');
    assert.deepEqual(event?.target, { type: 'session', id: laptop.sessionId, name: null });
  });

  it('another of one’s own sessions can be ended by its id, and the others live on', async () => {
    const { server } = at;
    const laptop = await signUpPerson(server);
    const phone = await signInPerson(server, laptop.email);
    const tablet = await signInPerson(server, laptop.email);
    await end(laptop, phone.sessionId);
    await server.refuse('getMe', 'invalid_token', { as: phone.session });
    await server.succeed('getMe', { as: laptop.session });
    await server.succeed('getMe', { as: tablet.session });
    assert.equal((await newest())?.action, 'session.revoked');
  });

  it('ending a session that has ended is no error, changes nothing and is not recorded again', async () => {
    const { server } = at;
    const laptop = await signUpPerson(server);
    const phone = await signInPerson(server, laptop.email);
    await end(laptop, phone.sessionId);
    const before = await eventsOf(server, 'deployment');
    await end(laptop, phone.sessionId);
    assert.deepEqual(await eventsOf(server, 'deployment'), before);
  });

  it('of sixteen sign-outs at once none fails, and one is recorded', async () => {
    const { server } = at;
    const laptop = await signUpPerson(server);
    const phone = await signInPerson(server, laptop.email);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        server.ask('revokeSession', { as: laptop.session, path: { session_id: phone.sessionId } }),
      ),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [204]);
    const events = await eventsOf(server, 'deployment');
    assert.equal(events.filter(({ target }) => (target as { id?: string } | null)?.id === phone.sessionId).length, 2);
  });

  it('the access tokens of a session die with it, and those of another live on', async () => {
    const { server } = at;
    const laptop = await signUpPerson(server);
    const phone = await signInPerson(server, laptop.email);
    const [ofLaptop, ofPhone] = [await mint(server, laptop.session), await mint(server, phone.session)];
    const exchanged = await mint(server, ofLaptop);
    await server.succeed('getMe', { as: ofLaptop });
    await end(laptop, 'current');
    await server.refuse('getMe', 'invalid_token', { as: ofLaptop });
    await server.refuse('getMe', 'invalid_token', { as: exchanged });
    await server.refuse('mintAccessToken', 'invalid_token', { as: ofLaptop });
    await server.succeed('getMe', { as: ofPhone });
  });

  it('an access token can end the session that it came from', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const token = await mint(server, person.session);
    await server.succeed('revokeSession', { as: token, path: { session_id: 'current' } });
    await server.refuse('getMe', 'invalid_token', { as: person.session });
  });

  it('the list shows the caller’s own live sessions, newest first, with the current one marked', async () => {
    const { server } = at;
    const first = await signUpPerson(server);
    server.clock.advance(1);
    const second = await signInPerson(server, first.email);
    server.clock.advance(1);
    const third = await signInPerson(server, first.email);
    await signUpPerson(server);
    await end(first, second.sessionId);
    const { body } = await server.succeed('listSessions', { as: first.session });
    assert.deepEqual(
      body.data.map(({ id, is_current }) => [id, is_current]),
      [
        [third.sessionId, false],
        [first.sessionId, true],
      ],
    );
    server.clock.advance(minutes(30));
    await server.succeed('getMe', { as: third.session });
    server.clock.advance(minutes(1));
    const { body: later } = await server.succeed('listSessions', { as: third.session });
    assert.deepEqual(
      later.data.map(({ id }) => id),
      [third.sessionId],
    );
  });

  it('pages of sessions together hold each of them once', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const ids = [person.sessionId];
    for (let more = 0; more < 6; more += 1) ids.unshift((await signInPerson(server, person.email)).sessionId);
    const seen: string[] = [];
    let cursor: string | null | undefined;
    do {
      const { body, headers } = await server.succeed('listSessions', {
        as: person.session,
        query: { limit: 3, ...(cursor && { cursor }) },
      });
      seen.push(...body.data.map(({ id }) => id));
      cursor = body.next_cursor;
      assert.equal(headers.link !== undefined, cursor !== null);
      if (cursor) assert.ok(headers.link?.includes(encodeURIComponent(cursor)));
    } while (cursor);
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    assert.equal(seen.length, 7);
  });

  it('a cursor that was changed, or belongs to another person, is refused', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    await signInPerson(server, person.email);
    const { body } = await server.succeed('listSessions', { as: person.session, query: { limit: 1 } });
    const cursor = body.next_cursor ?? '';
    const other = await signUpPerson(server);
    await server.refuse('listSessions', 'invalid_cursor', { as: other.session, query: { limit: 1, cursor } });
    const changed = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1);
    await server.refuse('listSessions', 'invalid_cursor', { as: person.session, query: { limit: 1, cursor: changed } });
    await server.refuse('listSessions', 'invalid_cursor', { as: person.session, query: { cursor: 'x' } });
  });

  it('a page size outside the limits, an unknown parameter and a repeated one are refused', async () => {
    const { session } = await signUpPerson(at.server);
    for (const query of [
      'limit=0',
      'limit=101',
      'limit=1.5',
      'limit=all',
      'limit=',
      'page=2',
      'limit=5&limit=6',
      'limit[$gt]=1',
    ])
      await at.server
        .send({ method: 'GET', path: `/v1/sessions?${query}`, headers: { Authorization: `Bearer ${session}` } })
        .then(({ status }) => assert.equal(status, 400, query));
  });

  it('a session can be read by its id and as current, and another person’s is answered like one that never was', async () => {
    const { server } = at;
    const ada = await signUpPerson(server);
    const bob = await signUpPerson(server);
    const { body } = await server.succeed('getSession', { as: ada.session, path: { session_id: 'current' } });
    const { body: byId } = await server.succeed('getSession', { as: ada.session, path: { session_id: ada.sessionId } });
    assert.deepEqual(byId, body);
    const unknown = 'ses_01kafe00000000000000000001';
    for (const id of ['getSession', 'revokeSession'] as const) {
      const foreign = await server.refuse(id, 'not_found', { as: bob.session, path: { session_id: ada.sessionId } });
      const never = await server.refuse(id, 'not_found', { as: bob.session, path: { session_id: unknown } });
      const mask = (text: string) => text.replace(/"(trace_id|timestamp)":"[^"]+"/g, '');
      assert.equal(mask(foreign.text), mask(never.text));
    }
    await server.succeed('getMe', { as: ada.session });
    await server.refuse('getSession', 'invalid_request', { as: ada.session, path: { session_id: 'ses_x' } });
  });
});
