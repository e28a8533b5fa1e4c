import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { createToken, outcomeOf, tokenBody, verify } from '../support/token-actors.ts';

onEachServer(
  'tokens with the preset instances',
  (at) => {
    let service: string;
    before(async () => {
      service = await createServiceKey(at.server, await setUpOperator(at.server));
    });
    const publisher = { permission: { kind: 'role', role_id: 'publisher' } };

    it('Z4 owners and admins make tokens, in a session; nobody else does, and no token does', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      for (const roleId of ['admin', 'developer', 'publisher', 'contributor', 'seo']) {
        const person = await signUpPerson(server);
        await join(server, person, workspace, roleId);
        const asked = { as: person.session, body: tokenBody([workspace], publisher) };
        if (roleId === 'admin') await server.succeed('createPersonalToken', asked);
        else await server.refuse('createPersonalToken', 'insufficient_permissions', asked);
      }
      const { secret } = (await createToken(server, owner, [workspace], publisher)).body;
      const body = tokenBody([workspace], publisher);
      await server.refuse('createPersonalToken', 'insufficient_permissions', { as: secret, body });
    });

    it('Z5 a token carries one role, for the instances it lists, and the roles are listed with their ids', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const other = await createWorkspace(server, owner);
      const path = { workspace: workspace.slug };
      const roles = (await server.succeed('listRoles', { as: owner.session, path })).body.data.map(({ id }) => id);
      assert.ok(roles.includes('publisher'));
      const { secret, permission } = (await createToken(server, owner, [workspace], publisher)).body;
      assert.deepEqual(permission, publisher.permission);
      const ask = async (id: string, action: string, resource: string) =>
        outcomeOf(await verify(server, service, { credential: secret, workspace: id, action, resource }));
      assert.equal(await ask(workspace.id, 'content.publish', 'content:posts:home'), 'allowed');
      assert.equal(await ask(workspace.id, 'schema.update', 'schema:post'), 'denied insufficient_permissions token');
      assert.equal(await ask(other.id, 'content.read', 'content:posts:home'), 'denied not_found workspace');
      await server.refuse('createPersonalToken', 'semantic_error', {
        as: owner.session,
        body: tokenBody([workspace], { permission: { kind: 'role', role_id: 'no-such-role' } }),
      });
    });

    it('Z3 a token lasts ninety days and no longer', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const { expires_at, created_at } = (await createToken(server, owner, [workspace], publisher)).body;
      assert.equal(Date.parse(expires_at ?? '') - Date.parse(created_at), days(90));
      const later = new Date(server.clock.now() + days(91)).toISOString();
      await server.refuse('createPersonalToken', 'semantic_error', {
        as: owner.session,
        body: tokenBody([workspace], { ...publisher, expires_at: later }),
      });
    });

    it('Z7 the trail of an instance names the token and no person', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const { id, name } = (await createToken(server, owner, [workspace], publisher)).body;
      await server.succeed('revokePersonalToken', { as: owner.session, path: { token_id: id } });
      const events = (await eventsOf(server, workspace.id)).filter(({ action }) =>
        action.startsWith('personal_token.'),
      );
      assert.deepEqual(
        events.map(({ action, actor, ip, user_agent }) => ({ action, actor, ip, user_agent })),
        ['personal_token.created', 'personal_token.revoked'].map((action) => ({
          action,
          actor: { kind: 'personal_token', id, name },
          ip: null,
          user_agent: null,
        })),
      );
    });

    it('C5 settings are out of reach of every token, whatever role it carries', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const { secret } = (
        await createToken(server, owner, [workspace], { permission: { kind: 'role', role_id: 'owner' } })
      ).body;
      const question = { workspace: workspace.id, action: 'settings.read', resource: 'settings:general' };
      assert.equal(
        outcomeOf(await verify(server, service, { credential: secret, ...question })),
        'denied api_tokens_never catalog',
      );
      assert.equal(outcomeOf(await verify(server, service, { credential: owner.session, ...question })), 'allowed');
    });
  },
  { environment: { PRESET: 'instances' } },
);

onEachServer(
  'keys with the preset organizations',
  (at) => {
    let service: string;
    before(async () => {
      service = await createServiceKey(at.server, await setUpOperator(at.server));
    });
    const sends = { permission: { kind: 'scopes', scopes: ['messages:send'] } };
    const send = { action: 'messages:send', resource: 'messages' };

    it('T1 a key belongs to exactly one organization and says by its name whether it is live', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const other = await createWorkspace(server, owner);
      const live = (await createKey(server, { owner, workspace }, sends)).body;
      const test = (await createKey(server, { owner, workspace }, { ...sends, environment: 'test' })).body;
      assert.match(live.secret, /^zk_live_/);
      assert.match(test.secret, /^zk_test_/);
      assert.equal(
        outcomeOf(await verify(server, service, { credential: live.secret, workspace: other.id, ...send })),
        'denied not_found workspace',
      );
      await server.refuse('createPersonalToken', 'insufficient_permissions', {
        as: owner.session,
        body: tokenBody([workspace], sends),
      });
    });

    it('T2 the environment is part of the verified identity, and a guard that asks for live refuses a test key', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const { secret } = (await createKey(server, { owner, workspace }, { ...sends, environment: 'test' })).body;
      const answer = await verify(server, service, { credential: secret, ...send });
      assert.equal('principal' in answer && answer.principal.environment, 'test');
      assert.equal(outcomeOf(answer), 'allowed');
      assert.equal(
        outcomeOf(await verify(server, service, { credential: secret, environment: 'live', ...send })),
        'denied wrong_environment environment',
      );
    });

    it('T3 whatever is outside of a key’s scopes is denied', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const { secret } = (await createKey(server, { owner, workspace }, sends)).body;
      const ask = async (action: string) =>
        outcomeOf(await verify(server, service, { credential: secret, action, resource: 'messages' }));
      assert.equal(await ask('messages:send'), 'allowed');
      assert.equal(await ask('campaigns:read'), 'denied insufficient_permissions token');
      assert.equal(await ask('messages:erase'), 'denied unknown_action catalog');
    });
  },
  { environment: { PRESET: 'organizations' } },
);

onEachServer(
  'tokens with the preset content',
  (at) => {
    let service: string;
    before(async () => {
      service = await createServiceKey(at.server, await setUpOperator(at.server));
    });

    it('C1 C6 a token has a name, a description and grants, is shown once, and revoked it stays so', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const permission = {
        kind: 'grants',
        grants: [
          { effect: 'allow', actions: ['content.update'], resources: ['content:posts:*'], fields: ['title'] },
          { effect: 'deny', actions: ['content.update'], resources: ['content:posts:homepage'] },
        ],
      };
      const { body } = await createToken(server, owner, [workspace], { description: 'Edits titles', permission });
      assert.equal(body.description, 'Edits titles');
      assert.deepEqual(body.permission, permission);
      const ask = async (resource: string, fields: readonly string[]) =>
        outcomeOf(
          await verify(server, service, {
            credential: body.secret,
            workspace: workspace.id,
            action: 'content.update',
            resource,
            fields,
          }),
        );
      assert.equal(await ask('content:posts:news', ['title']), 'allowed');
      assert.equal(await ask('content:posts:news', ['title', 'slug']), 'denied insufficient_permissions token');
      assert.equal(await ask('content:posts:homepage', ['title']), 'denied insufficient_permissions token');
      const path = { token_id: body.id };
      await server.succeed('revokePersonalToken', { as: owner.session, path });
      await server.refuse('resumePersonalToken', 'conflict', { as: owner.session, path });
      assert.equal(await ask('content:posts:news', ['title']), 'invalid invalid_api_key');
    });
  },
  { environment: { PRESET: 'content' } },
);
