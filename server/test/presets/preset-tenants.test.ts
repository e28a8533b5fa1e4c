import assert from 'node:assert/strict';
import { it } from 'node:test';
import { days, seconds } from '../../src/clock.ts';
import { createWorkspace, join, mint, password, signInPerson, signUpOwner } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { denied, openScene } from './scene.ts';

onEachServer(
  'preset tenants',
  (at) => {
    it('Y1: the web has a cookie, scripts a signed token in a header of its name', async () => {
      const { server } = at;
      const { owner } = await openScene(server);
      const { headers } = await server.succeed('signIn', {
        body: { email: owner.email, password, delivery: 'cookie' },
        headers: { Origin: `http://127.0.0.1:${server.port}` },
      });
      const Cookie = headers['set-cookie']?.split(';', 1)[0] ?? '';
      assert.equal((await server.succeed('getMe', { headers: { Cookie } })).body.principal.id, owner.id);
      const { body } = await server.succeed('mintAccessToken', { headers: { Cookie } });
      assert.match(body.token, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
      assert.equal((await server.succeed('getMe', { headers: { token: body.token } })).body.principal.id, owner.id);
    });

    it('Y2: a token lasts as long as it is asked for, 600 seconds by default, and a valid one is worth a new one', async () => {
      const { server } = at;
      const { owner } = await openScene(server);
      const headers = { Cookie: `session=${owner.session}` };
      const hour = await server.succeed('mintAccessToken', { headers, query: { expiration: 3600 } });
      assert.equal(hour.body.expires_in, 3600);
      assert.equal((await server.succeed('mintAccessToken', { headers })).body.expires_in, 600);
      await server.refuse('mintAccessToken', 'invalid_request', { headers, query: { expiration: 3601 } });

      const again = await server.succeed('mintAccessToken', { headers: { token: hour.body.token } });
      assert.equal(again.body.expires_in, 600);
      await server.succeed('getMe', { headers: { token: again.body.token } });
      server.clock.advance(seconds(3601));
      await server.refuse('mintAccessToken', 'invalid_token', { headers: { token: hour.body.token } });
    });

    it('Y3: one token is Admin in one tenant and Viewer in another, as the request names them', async () => {
      const { server } = at;
      const a = await openScene(server);
      const b = await openScene(server);
      const person = await a.member('admin');
      await join(server, person, b.workspace, 'viewer');
      const token = await mint(server, person.session);
      const asked = (action: string) => ({ action, resource: 'flows:nightly' });
      assert.equal(await a.verdict(token, asked('flows.run')), 'allowed');
      assert.equal(await b.verdict(token, asked('flows.read')), 'allowed');
      assert.deepEqual(await b.verdict(token, asked('flows.run')), denied());
      const { workspace } = await signUpOwner(server);
      assert.deepEqual(
        await a.verdict(token, { ...asked('flows.read'), workspace: workspace.slug }),
        denied('not_found'),
      );
      assert.deepEqual(
        await a.verdict(token, { ...asked('flows.read'), workspace: 'no-such-tenant' }),
        denied('not_found'),
      );
    });

    it('Y5: the login count rises with a sign-in, and not when a token is made or used', async () => {
      const { server } = at;
      const { owner } = await openScene(server);
      const count = async (as: string) => (await server.succeed('getMe', { as })).body.user?.login_count;
      const before = (await count(owner.session)) ?? 0;
      const token = await mint(server, owner.session);
      await server.succeed('mintAccessToken', { as: token });
      assert.equal(await count(token), before);
      await signInPerson(server, owner.email);
      assert.equal(await count(owner.session), before + 1);
    });

    it('Y6: 401 without a good credential, 403 without the role, 404 for what is not your tenant', async () => {
      const { server } = at;
      const { owner, workspace, member } = await openScene(server);
      const path = { workspace: workspace.slug };
      await server.refuse('getWorkspace', 'authentication_required', { path });
      await server.refuse('getWorkspace', 'invalid_token', { path, as: `zs_${'0'.repeat(38)}` });
      const viewer = await member('viewer');
      await server.refuse('listWorkspaceKeys', 'insufficient_permissions', { path, as: viewer.session });
      const stranger = await signUpOwner(server);
      const foreign = await server.refuse('getWorkspace', 'not_found', { path, as: stranger.owner.session });
      const unknown = await server.refuse('getWorkspace', 'not_found', {
        path: { workspace: 'no-such-tenant' },
        as: stranger.owner.session,
      });
      assert.deepEqual(Object.keys(foreign.body), Object.keys(unknown.body));
      assert.equal(foreign.body.detail, unknown.body.detail);

      const other = await createWorkspace(server, owner);
      const token = await mint(server, owner.session);
      server.clock.advance(seconds(601));
      await server.refuse('getWorkspace', 'invalid_token', { path: { workspace: other.slug }, as: token });
    });

    it('a session that is used may live for 30 days', async () => {
      const { server } = at;
      const { owner } = await openScene(server);
      const { body } = await server.succeed('getSession', { as: owner.session, path: { session_id: 'current' } });
      assert.equal(Date.parse(body.expires_at) - Date.parse(body.created_at), days(30));
    });
  },
  { environment: { PRESET: 'tenants' } },
);
