import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken, giveRole, outcomeOf, tokenBody, verify } from '../support/token-actors.ts';

const admin = { permission: { kind: 'scopes', scopes: ['read', 'admin'] } };
const manage = { action: 'team.manage', resource: 'team:billing' };

onEachServer(
  'tokens with the preset teams',
  (at) => {
    let service: string;
    before(async () => {
      service = await createServiceKey(at.server, await setUpOperator(at.server));
    });

    it('V6 without a permission a token has full_access', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const { body } = await createToken(server, owner, [workspace], { permission: undefined });
      assert.deepEqual(body.permission, { kind: 'scopes', scopes: ['full_access'] });
      assert.equal(
        outcomeOf(await verify(server, service, { credential: body.secret, workspace: workspace.id, ...manage })),
        'allowed',
      );
    });

    it('V6 the scope admin is refused when the token covers any team where its owner is neither owner nor admin', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const other = await signUpOwner(server);
      await join(server, owner, other.workspace, 'member');
      for (const workspaces of ['all', [workspace, other.workspace], [other.workspace]] as const) {
        const { body } = await server.refuse('createPersonalToken', 'permission_exceeds_yours', {
          as: owner.session,
          body: tokenBody(workspaces, admin),
        });
        assert.equal(body.errors?.[0]?.pointer, '/permission/scopes/1');
      }
      await createToken(server, owner, [workspace], admin);
      await giveRole(server, owner, other.workspace, 'admin');
      const { secret } = (await createToken(server, owner, 'all', admin)).body;
      const ask = async () =>
        outcomeOf(await verify(server, service, { credential: secret, workspace: other.workspace.id, ...manage }));
      assert.equal(await ask(), 'allowed');
      await giveRole(server, owner, other.workspace, 'member');
      assert.equal(await ask(), 'denied insufficient_permissions role');
    });

    it('V6 an update cannot bring the scope admin in either', async () => {
      const { server } = at;
      const { workspace } = await signUpOwner(server);
      const member = await signUpPerson(server);
      await join(server, member, workspace, 'member');
      const { id } = (await createToken(server, member, [workspace])).body;
      await server.refuse('updatePersonalToken', 'permission_exceeds_yours', {
        as: member.session,
        path: { token_id: id },
        body: admin,
      });
    });

    it('V4 a workspace key has full access or is limited to one website', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const limit = { permission: undefined, resource_limit: ['websites:shop', 'analytics:shop'] };
      const full = (await createKey(server, { owner, workspace }, { permission: undefined })).body.secret;
      const limited = (await createKey(server, { owner, workspace }, limit)).body.secret;
      const ask = async (credential: string, resource: string) =>
        outcomeOf(await verify(server, service, { credential, action: 'websites.read', resource }));
      assert.equal(await ask(full, 'websites:blog'), 'allowed');
      assert.equal(await ask(limited, 'websites:shop'), 'allowed');
      assert.equal(await ask(limited, 'websites:blog'), 'denied insufficient_permissions resource_limit');
    });

    it('grants that name another of the owner’s teams count there alone', async () => {
      const { server } = at;
      const { owner, workspace } = await signUpOwner(server);
      const other = await createWorkspace(server, owner);
      const grants = [
        { effect: 'allow', actions: ['websites.read'], resources: [`workspace:${other.slug}:websites:*`] },
      ];
      const { body } = await createToken(server, owner, 'all', { permission: { kind: 'grants', grants } });
      assert.match(JSON.stringify(body.permission), new RegExp(`workspace:${other.id}:websites:\\*`));
      const ask = async (id: string) =>
        outcomeOf(
          await verify(server, service, {
            credential: body.secret,
            workspace: id,
            action: 'websites.read',
            resource: 'websites:shop',
          }),
        );
      assert.equal(await ask(other.id), 'allowed');
      assert.equal(await ask(workspace.id), 'denied insufficient_permissions token');
    });
  },
  { environment: { PRESET: 'teams' } },
);
