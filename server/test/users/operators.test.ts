import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import {
  createWorkspace,
  type Person,
  password,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { actionsOf, inviteAndAccept, mailedCode } from '../support/member-actors.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

async function activeOperators(server: TestServer): Promise<number> {
  const found = await server.store.find<{ _id: string; is_operator: boolean; state: string }>('heads', {
    is_operator: true,
    state: 'active',
  });
  const deployment = await server.store.findOne<{ _id: string; operators: number }>('heads', { _id: 'd' });
  assert.equal(deployment?.operators, found.length);
  return found.length;
}

onEachServer('operators', (current) => {
  let operator: Person;
  before(async () => {
    operator = await setUpOperator(current.server);
  });

  const about = (person: { readonly id: string }, as = operator) => ({ as: as.session, path: { user_id: person.id } });

  describe('an operator', () => {
    it('makes an account whose password is for its owner to choose', async () => {
      const { server } = current;
      const email = `${unique('new')}@example.com`;
      const created = await server.succeed('createUser', {
        as: operator.session,
        body: { email, name: 'Nora New', external_id: unique('crm') },
      });
      assert.equal(created.body.state, 'active');
      const { body } = await server.succeed('getUser', about(created.body));
      assert.deepEqual(body, created.body);
      assert.match(await mailedCode(server, email), /^[\w-]{43}$/);
      await server.refuse('signIn', 'invalid_credentials', { body: { email, password } });
      await server.refuse('createUser', 'name_taken', { as: operator.session, body: { email, name: 'Nora Again' } });
      await server.refuse('createUser', 'name_taken', {
        as: operator.session,
        body: {
          email: `${unique('new')}@example.com`,
          name: 'Nora Again',
          external_id: created.body.external_id,
        },
      });
      assert.equal((await actionsOf(server, 'deployment')).filter((action) => action === 'user.created').length, 1);
    });

    it('lists everybody, newest first', async () => {
      const { server } = current;
      const person = await signUpPerson(server);
      server.clock.advance(1);
      const later = await signUpPerson(server);
      const { body: first } = await server.succeed('listUsers', { as: operator.session, query: { limit: 1 } });
      const { body: second } = await server.succeed('listUsers', {
        as: operator.session,
        query: { limit: 1, cursor: first.next_cursor ?? '' },
      });
      assert.deepEqual([first.data[0]?.id, second.data[0]?.id], [later.id, person.id]);
    });

    it('is the only one who may', async () => {
      const { server } = current;
      const person = await signUpPerson(server);
      const { workspace } = await signUpOwner(server);
      for (const id of ['listUsers', 'listAllWorkspaces'] as const) {
        await server.refuse(id, 'insufficient_permissions', { as: person.session });
      }
      for (const id of ['getUser', 'suspendUser', 'resumeUser', 'endUserCredentials', 'deleteUser'] as const) {
        await server.refuse(id, 'insufficient_permissions', about(operator, person));
      }
      for (const path of [{ workspace: workspace.id }, { workspace: 'there-is-none' }]) {
        await server.refuse('suspendWorkspace', 'insufficient_permissions', { as: person.session, path });
        await server.refuse('resumeWorkspace', 'insufficient_permissions', { as: person.session, path });
      }
      await server.refuse('suspendWorkspace', 'not_found', {
        as: operator.session,
        path: { workspace: 'there-is-none' },
      });
    });

    it('suspends a person: their sessions end at once, and signing in works again once resumed', async () => {
      const { server } = current;
      const person = await signUpPerson(server);
      await server.succeed('suspendUser', about(person));
      const { body } = await server.succeed('suspendUser', about(person));
      assert.equal(body.state, 'suspended');
      await server.refuse('getMe', 'invalid_token', { as: person.session });
      await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password } });
      await server.succeed('resumeUser', about(person));
      await server.refuse('getMe', 'invalid_token', { as: person.session });
      await signInPerson(server, person.email);
    });

    it('ends every credential of a person', async () => {
      const { server } = current;
      const person = await signUpPerson(server);
      const second = await signInPerson(server, person.email);
      await server.succeed('endUserCredentials', about(person));
      await server.refuse('getMe', 'invalid_token', { as: person.session });
      await server.refuse('getMe', 'invalid_token', { as: second.session });
      await signInPerson(server, person.email);
    });

    it('ends the personal tokens of a person with their credentials, and with their account', async () => {
      const { server } = current;
      for (const id of ['endUserCredentials', 'deleteUser'] as const) {
        const person = await signUpPerson(server);
        const { body: token } = await createToken(server, person, 'all');
        await server.succeed('suspendUser', about(person));
        await server.refuse('getMe', 'invalid_api_key', { as: token.secret });
        await server.succeed('resumeUser', about(person));
        await server.succeed('getMe', { as: token.secret });
        await server.succeed(id, about(person));
        await server.refuse('getMe', 'invalid_api_key', { as: token.secret });
        const events = await server.store.find('audit_events', { 'target.id': token.id });
        assert.deepEqual(events.map(({ action }) => action).sort(), [
          'personal_token.created',
          'personal_token.revoked',
        ]);
      }
    });

    it('is one of at least one, whoever is suspended, unmade or deleted', async () => {
      const { server } = current;
      const second = await signUpPerson(server);
      await server.refuse('setOperator', 'last_owner', { ...about(operator), body: { is_operator: false } });
      await server.refuse('suspendUser', 'last_owner', about(operator));
      await server.succeed('setOperator', { ...about(second), body: { is_operator: true } });
      await server.succeed('suspendUser', about(second));
      await server.refuse('setOperator', 'last_owner', { ...about(operator), body: { is_operator: false } });
      await server.refuse('deleteUser', 'last_owner', about(operator));
      await server.succeed('resumeUser', about(second));
      assert.equal(await activeOperators(server), 2);
      await server.succeed('setOperator', { ...about(second), body: { is_operator: false } });
      assert.equal(await activeOperators(server), 1);
    });

    it('and another who unmake each other at the same moment leave one', async () => {
      const { server } = current;
      for (let round = 0; round < 3; round += 1) {
        const second = await signUpPerson(server);
        await server.succeed('setOperator', { ...about(second), body: { is_operator: true } });
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, at) => {
            const [by, other] = at % 2 === 0 ? [operator, second] : [second, operator];
            return at % 4 < 2
              ? server.ask('suspendUser', about(other, by))
              : server.ask('setOperator', { ...about(other, by), body: { is_operator: false } });
          }),
        );
        assert.ok(answers.every(({ status }) => [200, 401, 403, 409].includes(status)));
        assert.equal(await activeOperators(server), 1);
        const isFirst = (await server.ask('getMe', { as: operator.session })).text.includes('"is_operator":true');
        if (!isFirst)
          operator = await (async () => {
            const winner = await signInPerson(server, second.email);
            await server.succeed('resumeUser', about(operator, winner));
            return winner;
          })();
      }
    });

    it('deletes a person for good, when the password was given just now', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const person = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, person, 'owner');
      server.clock.advance(minutes(11));
      await server.refuse('deleteUser', 'recent_authentication_required', about(person));
      operator = await signInPerson(server, operator.email);
      const alone = await signUpPerson(server);
      const own = await createWorkspace(server, alone);
      await server.refuse('deleteUser', 'last_owner', about(alone));
      await server.succeed('getWorkspace', { as: alone.session, path: { workspace: own.id } });

      await server.succeed('deleteUser', about(person));
      await server.refuse('getMe', 'invalid_token', { as: person.session });
      await server.refuse('getUser', 'not_found', about(person));
      await server.refuse('deleteUser', 'not_found', about(person));
      await server.refuse('signIn', 'invalid_credentials', { body: { email: person.email, password } });
      assert.equal((await actionsOf(server, workspace.id)).at(-1), 'member.removed');
      const { body: members } = await server.succeed('listMembers', {
        as: (await signInPerson(server, owner.email)).session,
        path: { workspace: workspace.id },
      });
      assert.deepEqual(
        members.data.map(({ user_id }) => user_id),
        [owner.id],
      );

      await server.succeed('signUp', { body: { email: person.email, password, name: 'Somebody Else' } });
      const heir = await signInPerson(server, person.email);
      assert.notEqual(heir.id, person.id);
      await server.refuse('getWorkspace', 'not_found', { as: heir.session, path: { workspace: workspace.id } });
    });
  });

  describe('a suspended workspace', () => {
    it('stops for members, keys and operators, and goes on as before', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const path = { workspace: workspace.slug };
      await server.refuse('getWorkspace', 'not_found', { as: operator.session, path });
      const { body } = await server.succeed('suspendWorkspace', { as: operator.session, path });
      assert.equal(body.state, 'suspended');
      await server.succeed('suspendWorkspace', { as: operator.session, path });
      await server.refuse('getWorkspace', 'workspace_suspended', { as: owner.session, path });
      await server.refuse('removeMember', 'workspace_suspended', {
        as: owner.session,
        path: { ...path, user_id: owner.id },
      });
      const { body: all } = await server.succeed('listAllWorkspaces', { as: operator.session, query: { limit: 1 } });
      assert.deepEqual(
        all.data.map(({ id, state }) => [id, state]),
        [[workspace.id, 'suspended']],
      );
      await server.succeed('resumeWorkspace', { as: operator.session, path });
      await server.succeed('getWorkspace', { as: owner.session, path });
      assert.deepEqual((await actionsOf(server, workspace.id)).slice(1), ['workspace.suspended', 'workspace.resumed']);
    });
  });
});
