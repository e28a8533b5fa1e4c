import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours, minutes } from '../../src/clock.ts';
import { signInPerson, signUpOwner, signUpPerson } from '../support/actors.ts';
import { isAlive } from '../support/renewable.ts';
import { onEachServer } from '../support/test-server.ts';

onEachServer(
  'the preset instances',
  (at) => {
    it('Z1 signing in gives a session that lasts thirty minutes and is extended by every authenticated action', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      for (let use = 0; use < 6; use += 1) {
        server.clock.advance(minutes(29));
        await server.succeed('getWorkspace', { as: owner.session, path: { workspace: workspace.slug } });
      }
      server.clock.advance(minutes(30));
      await server.succeed('getMe', { as: owner.session });
      server.clock.advance(minutes(31));
      await server.refuse('getMe', 'invalid_token', { as: owner.session });
    });

    it('Z1 what is refused does not extend it, and no use extends it beyond twelve hours', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      server.clock.advance(minutes(20));
      await server.refuse('getSession', 'not_found', {
        as: person.session,
        path: { session_id: 'ses_01kafe00000000000000000001' },
      });
      server.clock.advance(minutes(11));
      await server.refuse('getMe', 'invalid_token', { as: person.session });
      const { session } = await signInPerson(server, person.email);
      for (let elapsed = 0; elapsed < hours(12) - minutes(25); elapsed += minutes(25)) {
        assert.ok(await isAlive(server, session));
        server.clock.advance(minutes(25));
      }
      server.clock.advance(minutes(25));
      await server.refuse('getMe', 'invalid_token', { as: session });
    });

    it('Z2 signing out ends exactly that session; the other devices stay signed in', async () => {
      const { server } = at;
      const laptop = await signUpPerson(server);
      const phone = await signInPerson(server, laptop.email);
      await server.succeed('revokeSession', { as: laptop.session, path: { session_id: 'current' } });
      await server.refuse('getMe', 'invalid_token', { as: laptop.session });
      const { body } = await server.succeed('listSessions', { as: phone.session });
      assert.deepEqual(
        body.data.map(({ id, is_current }) => [id, is_current]),
        [[phone.sessionId, true]],
      );
    });
  },
  { environment: { PRESET: 'instances' } },
);
