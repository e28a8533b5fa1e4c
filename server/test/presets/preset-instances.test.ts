import assert from 'node:assert/strict';
import { it } from 'node:test';
import { days, hours, minutes } from '../../src/clock.ts';
import {
  createKey,
  createWorkspace,
  password,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { isAlive } from '../support/renewable.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { createToken, tokenBody } from '../support/token-actors.ts';
import { denied, openScene, requireText } from './scene.ts';

const publisher = { permission: { kind: 'role', role_id: 'publisher' } };

onEachServer(
  'preset instances',
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

    it('Z3 a token says nothing by itself, and lasts 90 days from its creation and no longer', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const key = await scene.key(publisher);
      assert.match(key.secret, /^zk_live_[0-9A-Za-z]{38}$/);
      const { body: token } = await createToken(server, scene.owner, [scene.workspace], publisher);
      for (const { expires_at, created_at } of [key, token])
        assert.equal(Date.parse(requireText(expires_at)) - Date.parse(created_at), days(90));
      const tooLate = { ...publisher, expires_at: new Date(server.clock.now() + days(91)).toISOString() };
      await server.refuse('createPersonalToken', 'semantic_error', {
        as: scene.owner.session,
        body: tokenBody([scene.workspace], tooLate),
      });
      const asked = { action: 'content.publish', resource: 'content:posts:1' };
      server.clock.advance(days(90) - 1);
      assert.equal(await scene.verdict(key.secret, asked), 'allowed');
      server.clock.advance(1);
      assert.equal(await scene.verdict(key.secret, asked), 'invalid');
    });

    it('Z4 making a token takes a session of an owner or admin; a token makes none', async () => {
      const { server } = at;
      const { owner, workspace, key, member } = await openScene(server);
      const asked = () => ({
        path: { workspace: workspace.slug },
        body: { name: unique('k'), environment: 'live', permission: { kind: 'role', role_id: 'seo' } },
      });
      const personal = () => ({ body: tokenBody([workspace], publisher) });
      for (const { session } of [owner, await member('admin')]) {
        await server.succeed('createWorkspaceKey', { as: session, ...asked() });
        await server.succeed('createPersonalToken', { as: session, ...personal() });
      }
      for (const role of ['developer', 'publisher', 'contributor', 'seo']) {
        const { session } = await member(role);
        await server.refuse('createWorkspaceKey', 'insufficient_permissions', { as: session, ...asked() });
        await server.refuse('createPersonalToken', 'insufficient_permissions', { as: session, ...personal() });
      }
      const byRole = { permission: { kind: 'role', role_id: 'owner' } };
      const token = await createToken(server, owner, [workspace], byRole);
      for (const secret of [(await key(byRole)).secret, token.body.secret]) {
        await server.refuse('createWorkspaceKey', 'insufficient_permissions', { as: secret, ...asked() });
        await server.refuse('createPersonalToken', 'insufficient_permissions', { as: secret, ...personal() });
      }
    });

    it('Z5 the roles of an instance are listed with their ids, and a token carries one of them', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const { body } = await server.succeed('listRoles', {
        as: scene.owner.session,
        path: { workspace: scene.workspace.slug },
      });
      const ids = body.data.map(({ id }) => id);
      for (const id of ['owner', 'admin', 'developer', 'publisher', 'contributor', 'seo'])
        assert.ok(ids.includes(id), id);
      const { secret } = await scene.key({ permission: { kind: 'role', role_id: 'seo' } });
      assert.equal(await scene.verdict(secret, { action: 'content.update', resource: 'content:posts:1' }), 'allowed');
      const publishing = { action: 'content.publish', resource: 'content:posts:1' };
      assert.deepEqual(await scene.verdict(secret, publishing), denied());
      const elsewhere = await openScene(server);
      assert.deepEqual(await elsewhere.verdict(secret, publishing), denied('not_found'));
    });

    it('Z5 a personal token carries one role, for the instances it lists', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const { owner, workspace } = scene;
      const other = await createWorkspace(server, owner);
      const { secret, permission } = (await createToken(server, owner, [workspace], publisher)).body;
      assert.deepEqual(permission, publisher.permission);
      const publishing = { action: 'content.publish', resource: 'content:posts:home' };
      assert.equal(await scene.verdict(secret, publishing), 'allowed');
      assert.deepEqual(await scene.verdict(secret, { action: 'schema.update', resource: 'schema:post' }), denied());
      assert.deepEqual(await scene.verdict(secret, { ...publishing, workspace: other.id }), denied('not_found'));
      await server.refuse('createPersonalToken', 'semantic_error', {
        as: owner.session,
        body: tokenBody([workspace], { permission: { kind: 'role', role_id: 'no-such-role' } }),
      });
    });

    it('Z6 the value of a token is in the answer that creates it, and nowhere else', async () => {
      const { server } = at;
      const { owner, workspace, key } = await openScene(server);
      const { id, secret } = await key();
      const path = { workspace: workspace.slug };
      const answers = [
        await server.succeed('listWorkspaceKeys', { as: owner.session, path }),
        await server.succeed('getWorkspaceKey', { as: owner.session, path: { ...path, token_id: id } }),
        await server.succeed('listAuditEvents', { as: owner.session, path }),
      ];
      for (const { text } of answers) assert.ok(!text.includes(secret.slice(8, -6)), text);
    });

    it('Z7 a token is known by its own name, with no trace of a person', async () => {
      const { server } = at;
      const { serviceKey, owner, workspace, key } = await openScene(server);
      const { secret, name } = await key();
      const { body } = await server.succeed('verifyCredential', {
        as: serviceKey,
        body: { credential: secret, workspace: workspace.slug },
      });
      assert.ok(body.outcome === 'authenticated' && body.principal.name === name);
      for (const trace of [owner.id, owner.email, 'Ada']) assert.ok(!JSON.stringify(body).includes(trace));
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

    it('Z8 a leaked token is dead with the next request, and a new one takes its name', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const { owner, workspace } = scene;
      const asked = { action: 'content.publish', resource: 'content:posts:1' };
      const about = { name: 'Deploy', permission: { kind: 'role', role_id: 'publisher' } };
      const leaked = await scene.key(about);
      assert.equal(await scene.verdict(leaked.secret, asked), 'allowed');
      await server.succeed('revokeWorkspaceKey', {
        as: owner.session,
        path: { workspace: workspace.slug, token_id: leaked.id },
      });
      assert.equal(await scene.verdict(leaked.secret, asked), 'invalid');
      await server.refuse('getMe', 'invalid_api_key', { as: leaked.secret });
      const { body: fresh } = await createKey(server, { owner, workspace }, about);
      assert.equal(await scene.verdict(fresh.secret, asked), 'allowed');
    });

    it('C5 settings are out of reach of every token, whatever role it carries', async () => {
      const scene = await openScene(at.server);
      const byRole = { permission: { kind: 'role', role_id: 'owner' } };
      const token = await createToken(at.server, scene.owner, [scene.workspace], byRole);
      for (const action of ['settings.read', 'settings.update']) {
        const asked = { action, resource: 'settings:general' };
        for (const secret of [(await scene.key(byRole)).secret, token.body.secret])
          assert.deepEqual(await scene.verdict(secret, asked), denied('api_tokens_never'));
        assert.equal(await scene.verdict(scene.owner.session, asked), 'allowed');
      }
    });

    it('a wrong password opens no session', async () => {
      const { owner } = await openScene(at.server);
      const body = { email: owner.email, password: `${password}!` };
      await at.server.refuse('signIn', 'invalid_credentials', { body });
    });
  },
  { environment: { PRESET: 'instances' } },
);
