import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  createKey,
  createServiceKey,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { actionsOf, createRole, invite, inviteAndAccept, mailedCode } from '../support/member-actors.ts';
import { onEachServer } from '../support/test-server.ts';

const reading = { effect: 'allow', actions: ['content.read'], resources: ['content:posts:*'] };
const publishing = { effect: 'allow', actions: ['content.publish'], resources: ['content:posts:*'] };

onEachServer('custom roles', (current) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(current.server, await setUpOperator(current.server));
  });
  const at = (by: Person, workspace: Workspace, roleId: string) => ({
    as: by.session,
    path: { workspace: workspace.id, role_id: roleId },
  });
  const isAllowed = async (credential: string, workspace: Workspace, action: string): Promise<boolean> => {
    const { body } = await current.server.succeed('verifyCredential', {
      as: service,
      body: { credential, workspace: workspace.id, action, resource: 'content:posts:1' },
    });
    return body.outcome === 'allowed';
  };

  describe('a custom role', () => {
    it('Z5 is listed with its id after the roles of the catalog, page by page', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const first = await createRole(server, owner, workspace, { name: 'Reader', grants: [reading] });
      server.clock.advance(1);
      const second = await createRole(server, owner, workspace, {
        name: 'Publisher',
        description: 'Publishes.',
        grants: [publishing],
      });
      const got = await server.succeed('getRole', at(owner, workspace, second.body.id));
      assert.deepEqual([got.body, got.headers.etag], [second.body, second.headers.etag]);
      const asking = { as: owner.session, path: { workspace: workspace.id } };
      const ids: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const query: Record<string, string | number> = cursor === '' ? { limit: 2 } : { limit: 2, cursor };
        const { body }: { body: { data: { id: string }[]; next_cursor: string | null } } = await server.succeed(
          'listRoles',
          { ...asking, query },
        );
        assert.ok(body.data.length <= 2);
        ids.push(...body.data.map(({ id }) => id));
        cursor = body.next_cursor;
      }
      assert.deepEqual(ids, ['owner', 'admin', 'member', 'viewer', second.body.id, first.body.id]);
      await server.refuse('createRole', 'name_taken', { ...asking, body: { name: 'Reader', grants: [] } });
    });

    it('counts for members and for keys from the next request on, whenever it changes', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const role = await createRole(server, owner, workspace, { name: 'Reader', grants: [reading] });
      const member = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, member, role.body.id);
      const { body: key } = await createKey(
        server,
        { owner, workspace },
        { permission: { kind: 'role', role_id: role.body.id } },
      );
      const rights = async () => [
        await isAllowed(member.session, workspace, 'content.read'),
        await isAllowed(key.secret, workspace, 'content.read'),
        await isAllowed(member.session, workspace, 'content.publish'),
        await isAllowed(key.secret, workspace, 'content.publish'),
      ];
      assert.deepEqual(await rights(), [true, true, false, false]);
      const change = (grants: object[], etag: string | undefined) =>
        server.succeed('updateRole', {
          ...at(owner, workspace, role.body.id),
          body: { grants },
          headers: { 'If-Match': etag ?? '' },
        });
      const wider = await change([reading, publishing], role.headers.etag);
      assert.deepEqual(await rights(), [true, true, true, true]);
      const other = await change([publishing], wider.headers.etag);
      assert.deepEqual(await rights(), [false, false, true, true]);
      await change([], other.headers.etag);
      assert.deepEqual(await rights(), [false, false, false, false]);
      assert.deepEqual((await actionsOf(server, workspace.id)).slice(-3), [
        'role.updated',
        'role.updated',
        'role.updated',
      ]);
    });

    it('is changed only in the version that was seen, and only in the members that were sent', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const role = await createRole(server, owner, workspace, {
        name: 'Reader',
        description: 'Reads.',
        grants: [reading],
      });
      const asking = at(owner, workspace, role.body.id);
      await server.refuse('updateRole', 'precondition_required', { ...asking, body: { name: 'Other' } });
      const headers = { 'If-Match': role.headers.etag ?? '' };
      const renamed = await server.succeed('updateRole', { ...asking, body: { name: 'Other' }, headers });
      assert.deepEqual(renamed.body, { ...role.body, name: 'Other' });
      await server.refuse('updateRole', 'precondition_failed', { ...asking, body: { name: 'Third' }, headers });
      const cleared = await server.succeed('updateRole', {
        ...asking,
        body: { description: null },
        headers: { 'If-Match': renamed.headers.etag ?? '' },
      });
      assert.equal(cleared.body.description, undefined);
      await createRole(server, owner, workspace, { name: 'Reader', grants: [] });
      await server.refuse('updateRole', 'name_taken', {
        ...asking,
        body: { name: 'Reader' },
        headers: { 'If-Match': '*' },
      });
      await server.refuse('deleteRole', 'precondition_failed', { ...asking, headers });
    });

    it('allows nothing that its author may not do, and never manages keys', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const roles = { effect: 'allow', actions: ['latchkey.roles.*'], resources: ['latchkey:roles:*'] };
      const author = await createRole(server, owner, workspace, { name: 'Author', grants: [reading, roles] });
      const member = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, member, author.body.id);
      const asking = { as: member.session, path: { workspace: workspace.id } };
      await server.succeed('createRole', { ...asking, body: { name: unique('role'), grants: [reading] } });
      const refused = await server.refuse('createRole', 'permission_exceeds_yours', {
        ...asking,
        body: { name: unique('role'), grants: [reading, publishing] },
      });
      assert.equal(refused.body.errors?.[0]?.pointer, '/grants/1');
      await server.refuse('updateRole', 'permission_exceeds_yours', {
        ...at(member, workspace, author.body.id),
        body: { grants: [reading, roles, publishing] },
        headers: { 'If-Match': '*' },
      });
      for (const actions of [['latchkey.keys.read'], ['latchkey.*'], ['latchkey.keys.*'], ['latchkey.*.create']]) {
        await server.refuse('createRole', 'semantic_error', {
          as: owner.session,
          path: { workspace: workspace.id },
          body: { name: unique('role'), grants: [{ effect: 'allow', actions, resources: ['latchkey:*'] }] },
        });
      }
      const foreign = await signUpOwner(server);
      await server.refuse('createRole', 'semantic_error', {
        as: owner.session,
        path: { workspace: workspace.id },
        body: {
          name: unique('role'),
          grants: [{ ...reading, resources: [`workspace:${foreign.workspace.slug}:content:posts`] }],
        },
      });
      for (const id of ['updateRole', 'deleteRole'] as const) {
        await server.refuse(id, 'conflict', {
          ...at(owner, workspace, 'viewer'),
          headers: { 'If-Match': '*' },
          ...(id === 'updateRole' && { body: { name: 'Mine' } }),
        });
      }
    });

    it('is deleted only once no member, invitation or key has it', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const { body: role } = await createRole(server, owner, workspace, { name: 'Reader', grants: [reading] });
      const asking = at(owner, workspace, role.id);
      const member = await signUpPerson(server);
      await invite(server, owner, workspace, member.email, role.id);
      await server.refuse('deleteRole', 'role_in_use', asking);
      await server.succeed('acceptInvitation', {
        as: member.session,
        body: { code: await mailedCode(server, member.email) },
      });
      await server.refuse('deleteRole', 'role_in_use', asking);
      await server.succeed('removeMember', {
        as: owner.session,
        path: { workspace: workspace.id, user_id: member.id },
      });
      const { body: key } = await createKey(
        server,
        { owner, workspace },
        { permission: { kind: 'role', role_id: role.id } },
      );
      await server.refuse('deleteRole', 'role_in_use', asking);
      await server.succeed('revokeWorkspaceKey', {
        as: owner.session,
        path: { workspace: workspace.id, token_id: key.id },
      });
      await server.succeed('deleteRole', asking);
      await server.refuse('getRole', 'not_found', asking);
      await server.refuse('createWorkspaceKey', 'semantic_error', {
        as: owner.session,
        path: { workspace: workspace.id },
        body: { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: role.id } },
      });
      await createRole(server, owner, workspace, { name: 'Reader', grants: [] });
    });

    it('is never deleted in the moment in which somebody is given it', async () => {
      const { server } = current;
      for (let round = 0; round < 4; round += 1) {
        const { owner, workspace } = await signUpOwner(server);
        const { body: role } = await createRole(server, owner, workspace, { name: 'Reader', grants: [reading] });
        const member = await signUpPerson(server);
        await inviteAndAccept(server, owner, workspace, member, 'viewer');
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, at_) =>
            at_ % 4 === 0
              ? server.ask('deleteRole', at(owner, workspace, role.id))
              : at_ % 4 === 1
                ? server.ask('updateMember', {
                    as: owner.session,
                    path: { workspace: workspace.id, user_id: member.id },
                    body: { role_id: role.id },
                  })
                : server.ask('createWorkspaceKey', {
                    as: owner.session,
                    path: { workspace: workspace.id },
                    body: { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: role.id } },
                  }),
          ),
        );
        assert.ok(answers.every(({ status }) => status < 500));
        const isThere = (await server.ask('getRole', at(owner, workspace, role.id))).status === 200;
        const given = answers.some(({ status }, at_) => at_ % 4 !== 0 && (status === 200 || status === 201));
        assert.notEqual(isThere, !given && answers.some(({ status }) => status === 204));
        assert.ok(!given || isThere, 'nobody has a role that is not there');
      }
    });
  });
});
