import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  createServiceKey,
  createWorkspace,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { createRole, inviteAndAccept } from '../support/member-actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken, outcomeOf, tokenBody, verify } from '../support/token-actors.ts';

const reading = { effect: 'allow', actions: ['content.read'], resources: ['content:*'] };

onEachServer('custom roles and leaving', (current) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(current.server, await setUpOperator(current.server));
  });
  const asking = (credential: string, workspace: { readonly id: string }) => ({
    credential,
    workspace: workspace.id,
    action: 'content.read',
    resource: 'content:1',
  });

  describe('a personal token', () => {
    it('carries a custom role of its one workspace, follows it, and keeps it from being deleted', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const other = await createWorkspace(server, owner);
      const role = await createRole(server, owner, workspace, { name: 'Reader', grants: [reading] });
      const permission = { kind: 'role', role_id: role.body.id };
      for (const workspaces of ['all', [workspace, other], [other]] as const) {
        const body = tokenBody(workspaces, { permission });
        await server.refuse('createPersonalToken', 'semantic_error', { as: owner.session, body });
      }
      const { body: token } = await createToken(server, owner, [workspace], { permission });
      assert.equal(outcomeOf(await verify(server, service, asking(token.secret, workspace))), 'allowed');
      const path = { workspace: workspace.id, role_id: role.body.id };
      await server.refuse('deleteRole', 'role_in_use', { as: owner.session, path });
      await server.succeed('updateRole', {
        as: owner.session,
        path,
        body: { grants: [] },
        headers: { 'If-Match': role.headers.etag ?? '' },
      });
      const outcome = outcomeOf(await verify(server, service, asking(token.secret, workspace)));
      assert.equal(outcome, 'denied insufficient_permissions token');
      await server.succeed('revokePersonalToken', { as: owner.session, path: { token_id: token.id } });
      await server.succeed('deleteRole', { as: owner.session, path });
    });

    it('V2 stops reaching a workspace when its owner leaves, and does not come back with them', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const person = await signUpPerson(server);
      const own = await createWorkspace(server, person);
      await inviteAndAccept(server, owner, workspace, person, 'admin');
      const { body: everywhere } = await createToken(server, person, 'all');
      const { body: both } = await createToken(server, person, [workspace, own]);
      const { body: only } = await createToken(server, person, [workspace]);
      const outcomes = async () =>
        Promise.all(
          [everywhere, both, only].map(async ({ secret }) =>
            outcomeOf(await verify(server, service, asking(secret, workspace))),
          ),
        );
      assert.deepEqual(await outcomes(), ['allowed', 'allowed', 'allowed']);
      await server.succeed('removeMember', {
        as: owner.session,
        path: { workspace: workspace.id, user_id: person.id },
      });
      const gone = ['denied not_found workspace', 'denied not_found workspace', 'invalid invalid_api_key'];
      assert.deepEqual(await outcomes(), gone);
      assert.equal(outcomeOf(await verify(server, service, asking(both.secret, own))), 'allowed');
      await inviteAndAccept(server, owner, workspace, person, 'admin');
      assert.deepEqual(await outcomes(), gone);
      server.clock.advance(1);
      const { body: later } = await createToken(server, person, 'all');
      assert.equal(outcomeOf(await verify(server, service, asking(later.secret, workspace))), 'allowed');
    });

    it('made in the moment of its owner’s removal never reaches the workspace afterwards', async () => {
      const { server } = current;
      let shown = 0;
      for (let round = 0; shown < 3; round += 1) {
        assert.ok(round < 20, 'a removal succeeds beside tokens that are made');
        const { owner, workspace } = await signUpOwner(server);
        const person = await signUpPerson(server);
        await inviteAndAccept(server, owner, workspace, person, 'member');
        const made: Promise<{ status: number; text: string }>[] = [];
        const removal = server.ask('removeMember', {
          as: owner.session,
          path: { workspace: workspace.id, user_id: person.id },
        });
        for (let at = 0; at < 16; at += 1) {
          const workspaces = at % 2 === 0 ? 'all' : [workspace];
          made.push(
            server.ask('createPersonalToken', {
              as: person.session,
              body: tokenBody(workspaces, { name: unique('racing') }),
            }),
          );
        }
        const [removed, ...tokens] = await Promise.all([removal, ...made]);
        const secrets = tokens
          .filter(({ status }) => status === 201)
          .map(({ text }) => JSON.parse(text).secret as string);
        if (removed.status !== 204) assert.equal(removed.status, 409);
        if (removed.status !== 204 || secrets.length === 0) continue;
        shown += 1;
        const areRefused = async () => {
          for (const secret of secrets)
            assert.notEqual(outcomeOf(await verify(server, service, asking(secret, workspace))), 'allowed');
        };
        await areRefused();
        await inviteAndAccept(server, owner, workspace, person, 'member');
        await areRefused();
      }
    });
  });
});
