import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createWorkspace, join, signUpOwner, unique } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken, giveRole, outcomeOf, tokenBody, verify } from '../support/token-actors.ts';
import { allow, denied, openScene } from './scene.ts';

const administering = { permission: { kind: 'scopes', scopes: ['read', 'admin'] } };
const managing = { action: 'team.manage', resource: 'team:billing' };

onEachServer(
  'preset teams',
  (at) => {
    it('V3: keys of a workspace are made and managed by its owners and admins, and by nobody else', async () => {
      const { server } = at;
      const { owner, workspace, member, key } = await openScene(server);
      const path = { workspace: workspace.slug };
      const { id: token_id } = await key();
      const plain = await member('member');
      const asked = () => ({ path, body: { name: unique('k'), environment: 'live' } });
      await server.refuse('createWorkspaceKey', 'insufficient_permissions', { as: plain.session, ...asked() });
      await server.refuse('listWorkspaceKeys', 'insufficient_permissions', { as: plain.session, path });
      await server.refuse('revokeWorkspaceKey', 'insufficient_permissions', {
        as: plain.session,
        path: { ...path, token_id },
      });
      const admin = await member('admin');
      for (const person of [owner, admin]) {
        const { body } = await server.succeed('createWorkspaceKey', { as: person.session, ...asked() });
        await server.succeed('revokeWorkspaceKey', { as: person.session, path: { ...path, token_id: body.id } });
      }
    });

    it('V4: a key has full access, or is limited to one website', async () => {
      const scene = await openScene(at.server);
      const { body: full } = await at.server.succeed('createWorkspaceKey', {
        as: scene.owner.session,
        path: { workspace: scene.workspace.slug },
        body: { name: 'Full', environment: 'live' },
      });
      assert.deepEqual(full.permission, { kind: 'scopes', scopes: ['full_access'] });
      const { secret } = await scene.key({
        permission: undefined,
        resource_limit: ['websites:site_123', 'analytics:site_123'],
      });
      const of = (website: string) => ({ action: 'websites.update', resource: `websites:${website}` });
      for (const website of ['site_123', 'site_456'])
        assert.equal(await scene.verdict(full.secret, of(website)), 'allowed');
      assert.equal(await scene.verdict(secret, of('site_123')), 'allowed');
      for (const website of ['site_456', 'site_1234', 'site_123:pages'])
        assert.deepEqual(await scene.verdict(secret, of(website)), denied(), website);
    });

    it('V6: a scope permits its own actions, and a token without a permission has full access', async () => {
      const scene = await openScene(at.server);
      const actions = ['analytics.read', 'websites.read', 'websites.update', 'team.manage'];
      const permitted = async (...scopes: string[]) => {
        const { secret } = await scene.key({ permission: { kind: 'scopes', scopes } });
        const verdicts = await Promise.all(
          actions.map((action) => scene.verdict(secret, { action, resource: 'websites:site_123' })),
        );
        return actions.filter((_, index) => verdicts[index] === 'allowed');
      };
      assert.deepEqual(await permitted('read'), ['analytics.read', 'websites.read']);
      assert.deepEqual(await permitted('write'), ['websites.update']);
      assert.deepEqual(await permitted('admin'), ['team.manage']);
      assert.deepEqual(await permitted('full_access'), actions);
      const { body } = await createToken(at.server, scene.owner, [scene.workspace], { permission: undefined });
      assert.deepEqual(body.permission, { kind: 'scopes', scopes: ['full_access'] });
      assert.equal(await scene.verdict(body.secret, managing), 'allowed');
    });

    it('V6: the scope admin is refused when the token covers any team where its owner is neither owner nor admin', async () => {
      const { server } = at;
      const { owner, workspace, serviceKey } = await openScene(server);
      const other = await signUpOwner(server);
      await join(server, owner, other.workspace, 'member');
      for (const workspaces of ['all', [workspace, other.workspace], [other.workspace]] as const) {
        const { body } = await server.refuse('createPersonalToken', 'permission_exceeds_yours', {
          as: owner.session,
          body: tokenBody(workspaces, administering),
        });
        assert.equal(body.errors?.[0]?.pointer, '/permission/scopes/1');
      }
      await createToken(server, owner, [workspace], administering);
      await giveRole(server, owner, other.workspace, 'admin');
      const { secret } = (await createToken(server, owner, 'all', administering)).body;
      const question = { credential: secret, workspace: other.workspace.id, ...managing };
      assert.equal(outcomeOf(await verify(server, serviceKey, question)), 'allowed');
      await giveRole(server, owner, other.workspace, 'member');
      assert.equal(outcomeOf(await verify(server, serviceKey, question)), 'denied insufficient_permissions role');
    });

    it('V6: an update cannot bring the scope admin in either', async () => {
      const { server } = at;
      const { workspace, member } = await openScene(server);
      const person = await member('member');
      const { id } = (await createToken(server, person, [workspace])).body;
      await server.refuse('updatePersonalToken', 'permission_exceeds_yours', {
        as: person.session,
        path: { token_id: id },
        body: administering,
      });
    });

    it('grants that name another of the owner’s teams count there alone', async () => {
      const { server } = at;
      const { owner, workspace, verdict } = await openScene(server);
      const other = await createWorkspace(server, owner);
      const grants = [allow('websites.read', `workspace:${other.slug}:websites:*`)];
      const { body } = await createToken(server, owner, 'all', { permission: { kind: 'grants', grants } });
      assert.match(JSON.stringify(body.permission), new RegExp(`workspace:${other.id}:websites:\\*`));
      const reading = { action: 'websites.read', resource: 'websites:shop' };
      assert.equal(await verdict(body.secret, { ...reading, workspace: other.id }), 'allowed');
      assert.deepEqual(await verdict(body.secret, { ...reading, workspace: workspace.id }), denied());
    });

    it('V7: X-API-Key and Authorization: Bearer are equal', async () => {
      const { server } = at;
      const { secret } = await (await openScene(server)).key();
      const [asHeader, asBearer] = [
        await server.succeed('getMe', { headers: { 'X-API-Key': secret } }),
        await server.succeed('getMe', { as: secret }),
      ];
      assert.equal(asHeader.text, asBearer.text);
    });

    it('V8: 401 invalid_api_key and 403 insufficient_permissions', async () => {
      const { server } = at;
      const { workspace, key } = await openScene(server);
      const path = { workspace: workspace.slug };
      for (const wrong of ['zk_live_nonsense', `zk_live_${'0'.repeat(38)}`]) {
        const refused = await server.refuse('getMe', 'invalid_api_key', { headers: { 'X-API-Key': wrong } });
        assert.equal(refused.status, 401);
      }
      const { secret } = await key({ permission: { kind: 'scopes', scopes: ['read'] } });
      const refused = await server.refuse('listAuditEvents', 'insufficient_permissions', { as: secret, path });
      assert.equal(refused.status, 403);
      assert.deepEqual(refused.body.required?.action, 'latchkey.audit.read');
    });
  },
  { environment: { PRESET: 'teams' } },
);

onEachServer(
  'preset teams with a small quota',
  (at) => {
    it('V8: 429 rate_limit_exceeded for a key that asks too often, and no other', async () => {
      const { server } = at;
      const { key } = await openScene(server);
      const [busy, calm] = [await key(), await key()];
      for (let request = 0; request < 12; request += 1) await server.succeed('getMe', { as: busy.secret });
      const refused = await server.refuse('getMe', 'rate_limit_exceeded', { as: busy.secret });
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers['retry-after']) > 0);
      await server.succeed('getMe', { as: calm.secret });
    });
  },
  { environment: { PRESET: 'teams', REQUESTS_PER_MINUTE: '12' } },
);
