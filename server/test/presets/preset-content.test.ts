import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';
import { allow, denied, deny, openScene, type Scene } from './scene.ts';

onEachServer(
  'preset content',
  (at) => {
    const ask = (scene: Scene, secret: string, action: string, resource: string, more: object = {}) =>
      scene.verdict(secret, { action, resource, ...more });

    it('C1: a token has a name, a description and grants, and nothing that they do not allow', async () => {
      const scene = await openScene(at.server);
      const grants = [allow('content.read', 'content:posts:*')];
      const about = { name: 'Site', description: 'Reads posts', permission: { kind: 'grants', grants } };
      const { body: personal } = await createToken(at.server, scene.owner, [scene.workspace], about);
      for (const { name, description, permission, secret } of [await scene.key(about), personal]) {
        assert.deepEqual({ name, description, permission }, about);
        assert.equal(await ask(scene, secret, 'content.read', 'content:posts:1'), 'allowed');
        for (const [action, resource] of [
          ['content.read', 'content:pages:1'],
          ['content.update', 'content:posts:1'],
          ['media.read', 'media:hero.jpg'],
          ['schema.read', 'schema:posts'],
        ] as const)
          assert.deepEqual(await ask(scene, secret, action, resource), denied(), action);
      }
      const empty = await scene.key({ permission: { kind: 'grants', grants: [] } });
      assert.deepEqual(await ask(scene, empty.secret, 'content.read', 'content:posts:1'), denied());
    });

    it('C2: a deny beats an allow, whatever the order', async () => {
      const scene = await openScene(at.server);
      const [open, closed] = [allow('content.*', 'content:*'), deny('content.delete', 'content:posts:*')];
      for (const secret of [await scene.keyWith(open, closed), await scene.keyWith(closed, open)]) {
        assert.deepEqual(await ask(scene, secret, 'content.delete', 'content:posts:1'), denied());
        assert.equal(await ask(scene, secret, 'content.delete', 'content:pages:1'), 'allowed');
      }
    });

    it('C3: a star covers what it stands for, a collection as well as its entries, behind a workspace or not', async () => {
      const scene = await openScene(at.server);
      const { slug } = scene.workspace;
      for (const [pattern, covered, uncovered] of [
        [
          'content:posts:*',
          ['content:posts', 'content:posts:1', `workspace:${slug}:content:posts:1`],
          ['content:post', 'content:posts2:1'],
        ],
        ['content:*:homepage', ['content:pages:homepage'], ['content:homepage', 'content:a:b:homepage']],
        [`workspace:${slug}:content:posts:*`, ['content:posts:1'], ['content:pages:1']],
        ['media:category:Brand / Logos', ['media:category:Brand / Logos'], ['media:category:Brand']],
        ['dashboard:*', ['dashboard:sales'], ['activity:sales']],
      ] as const) {
        const secret = await scene.keyWith(allow('*', pattern));
        for (const resource of covered)
          assert.equal(await ask(scene, secret, 'content.read', resource), 'allowed', `${pattern} ${resource}`);
        for (const resource of uncovered)
          assert.deepEqual(await ask(scene, secret, 'content.read', resource), denied(), `${pattern} ${resource}`);
      }
      const { workspace } = await openScene(at.server);
      const wide = await scene.keyWith(allow('*', '*'));
      const foreign = `workspace:${workspace.slug}:content:posts:1`;
      assert.deepEqual(await ask(scene, wide, 'content.read', foreign), denied('not_found'));
    });

    it('C4: fields are a list of what may be touched', async () => {
      const scene = await openScene(at.server);
      const secret = await scene.keyWith(
        allow('content.read', 'content:pages:homepage'),
        allow('content.update', 'content:pages:homepage', { fields: ['hero_title', 'hero_image'] }),
      );
      const update = (fields?: string[]) =>
        ask(scene, secret, 'content.update', 'content:pages:homepage', fields === undefined ? {} : { fields });
      assert.equal(await update(['hero_title']), 'allowed');
      assert.equal(await update(['hero_title', 'hero_image']), 'allowed');
      assert.deepEqual(await update(['hero_title', 'layout']), denied());
      assert.deepEqual(await update(), denied('fields_required'));
      assert.equal(await ask(scene, secret, 'content.read', 'content:pages:homepage'), 'allowed');
    });

    it('C4: conditions look at the owner, the status and the locales', async () => {
      const scene = await openScene(at.server);
      const conditions = { own: true, status: ['draft', 'protected'], locales: ['en', 'de'] };
      const fields = ['title', 'summary', 'body'];
      const grants = [allow('content.update', 'content:posts:*', { fields, conditions })];
      const { id, secret } = await scene.key({ permission: { kind: 'grants', grants } });
      const good = { owner_id: id, status: 'draft', locales: ['de'] };
      const update = (attributes?: object) =>
        ask(scene, secret, 'content.update', 'content:posts:1', {
          fields: ['title'],
          ...(attributes && { attributes }),
        });
      assert.equal(await update(good), 'allowed');
      assert.equal(await update({ ...good, status: 'protected', locales: ['en', 'de'] }), 'allowed');
      for (const bad of [
        { ...good, owner_id: scene.owner.id },
        { ...good, status: 'published' },
        { ...good, locales: ['de', 'fr'] },
        { ...good, locales: [] },
        { owner_id: id },
        undefined,
      ])
        assert.deepEqual(await update(bad), denied(), JSON.stringify(bad));
    });

    it('C5: trash, backups, restoring, settings, users and tokens are out of reach of every token', async () => {
      const scene = await openScene(at.server);
      const { actions } = (await at.server.succeed('getCatalog')).body;
      const never = actions.filter(({ id, api_tokens }) => api_tokens === 'never' && !id.startsWith('latchkey.'));
      assert.equal(never.length, 17);
      const all = await scene.keyWith(allow('*', '*'), ...never.map(({ id }) => allow(id, '*')));
      const owner = await scene.key({ permission: { kind: 'role', role_id: 'owner' } });
      for (const { id } of never) {
        const resource = `${id.split('.')[0]}:1`;
        for (const secret of [all, owner.secret])
          assert.deepEqual(await ask(scene, secret, id, resource), denied('api_tokens_never'), id);
        assert.equal(await ask(scene, scene.owner.session, id, resource), 'allowed', id);
      }
    });

    it('C6: a token is shown once, and a revoked one stays revoked', async () => {
      const { server } = at;
      const scene = await openScene(server);
      const { id, secret } = await scene.key({ permission: { kind: 'role', role_id: 'owner' } });
      const asked = { as: scene.owner.session, path: { workspace: scene.workspace.slug, token_id: id } };
      const shown = await server.succeed('getWorkspaceKey', asked);
      assert.ok(!shown.text.includes(secret) && !('secret' in shown.body));
      await server.succeed('revokeWorkspaceKey', asked);
      assert.equal((await server.succeed('getWorkspaceKey', asked)).body.state, 'revoked');
      await server.refuse('resumeWorkspaceKey', 'conflict', asked);
      await server.ask('revokeWorkspaceKey', asked);
      assert.equal((await server.succeed('getWorkspaceKey', asked)).body.state, 'revoked');
      assert.equal(await ask(scene, secret, 'content.read', 'content:posts:1'), 'invalid');
    });
  },
  { environment: { PRESET: 'content' } },
);
