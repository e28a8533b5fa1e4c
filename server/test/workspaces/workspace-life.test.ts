import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { actionsOf, inviteAndAccept } from '../support/member-actors.ts';
import { onEachServer } from '../support/test-server.ts';

const policy = {
  personal_tokens: 'all_members',
  maximum_token_days: 365,
  default_token_days: 90,
  environments: ['live', 'test'],
  audit_names_token_owner: true,
  requests_per_minute: 600,
};

onEachServer('workspaces', (current) => {
  describe('the policy of a workspace', () => {
    it('V5 is set as a whole by owners and admins, in the version that was seen', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const asking = { as: owner.session, path: { workspace: workspace.id } };
      const seen = await server.succeed('getPolicy', asking);
      assert.deepEqual(seen.body, policy);
      const body = { ...policy, personal_tokens: 'owners_and_admins' };
      await server.refuse('setPolicy', 'precondition_required', { ...asking, body });
      await server.refuse('setPolicy', 'precondition_failed', { ...asking, body, headers: { 'If-Match': '"stale"' } });
      const headers = { 'If-Match': seen.headers.etag ?? '' };
      const { audit_names_token_owner: _, ...incomplete } = body;
      await server.refuse('setPolicy', 'invalid_request', { ...asking, body: incomplete, headers });
      await server.refuse('setPolicy', 'semantic_error', {
        ...asking,
        body: { ...body, default_token_days: 366 },
        headers,
      });
      const set = await server.succeed('setPolicy', { ...asking, body, headers });
      assert.deepEqual(set.body, body);
      assert.deepEqual((await server.succeed('getPolicy', asking)).headers.etag, set.headers.etag);
      assert.equal((await actionsOf(server, workspace.id)).at(-1), 'policy.changed');
      const member = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, member, 'member');
      await server.refuse('getPolicy', 'insufficient_permissions', { ...asking, as: member.session });
    });

    it('T2 blocks and unblocks the keys of an environment at once, without ending them', async () => {
      const { server } = current;
      const operator = await setUpOperator(server);
      const service = await createServiceKey(server, operator);
      const { owner, workspace } = await signUpOwner(server);
      const { body: key } = await createKey(server, { owner, workspace }, { environment: 'test' });
      const verify = async () => {
        const { body } = await server.succeed('verifyCredential', {
          as: service,
          body: { credential: key.secret, workspace: workspace.id, action: 'posts.read', resource: 'posts:1' },
        });
        return body.outcome === 'denied' ? body.decision.layer : body.outcome;
      };
      const set = async (environments: readonly string[]) => {
        const asking = { as: owner.session, path: { workspace: workspace.id } };
        const { headers } = await server.succeed('getPolicy', asking);
        await server.succeed('setPolicy', {
          ...asking,
          body: { ...policy, environments },
          headers: { 'If-Match': headers.etag ?? '' },
        });
      };
      assert.equal(await verify(), 'allowed');
      await set(['live']);
      assert.equal(await verify(), 'policy');
      await set(['test', 'live']);
      assert.equal(await verify(), 'allowed');
    });

    it('is written by one of two who saw the same version', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const asking = { as: owner.session, path: { workspace: workspace.id } };
      const { headers } = await server.succeed('getPolicy', asking);
      const answers = await Promise.all(
        [30, 60].map((default_token_days) =>
          server.ask('setPolicy', {
            ...asking,
            body: { ...policy, default_token_days },
            headers: { 'If-Match': headers.etag ?? '' },
          }),
        ),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412]);
    });
  });

  describe('a workspace', () => {
    it('is renamed; its slug stays', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const asking = { as: owner.session, path: { workspace: workspace.slug } };
      const seen = await server.succeed('getWorkspace', asking);
      const headers = { 'If-Match': seen.headers.etag ?? '' };
      const { body } = await server.succeed('updateWorkspace', { ...asking, body: { name: 'Renewed' }, headers });
      assert.deepEqual([body.name, body.slug], ['Renewed', workspace.slug]);
      await server.refuse('updateWorkspace', 'precondition_failed', { ...asking, body: { name: 'Again' }, headers });
      assert.deepEqual((await server.succeed('getWorkspace', asking)).body, body);
      await server.refuse('updateWorkspace', 'invalid_request', { ...asking, body: { slug: 'another' } });
    });

    it('that is deleted is as if it had never been, and its keys are dead', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const admin = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, admin, 'admin');
      const { body: key } = await createKey(server, { owner, workspace });
      const path = { workspace: workspace.id };
      await server.refuse('deleteWorkspace', 'insufficient_permissions', { as: admin.session, path });
      server.clock.advance(minutes(10));
      await server.refuse('deleteWorkspace', 'recent_authentication_required', { as: owner.session, path });
      const again = await signInPerson(server, owner.email);
      await server.succeed('deleteWorkspace', { as: again.session, path });
      await server.refuse('deleteWorkspace', 'not_found', { as: again.session, path });
      await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
      for (const person of [again, admin]) {
        await server.refuse('getWorkspace', 'not_found', { as: person.session, path: { workspace: workspace.slug } });
        assert.deepEqual((await server.succeed('getMe', { as: person.session })).body.workspaces, []);
        assert.deepEqual((await server.succeed('listWorkspaces', { as: person.session })).body.data, []);
      }
      await server.refuse('createWorkspace', 'name_taken', {
        as: again.session,
        body: { name: 'Heir', slug: workspace.slug },
      });
    });

    it('that is deleted no longer takes a place of its members', async () => {
      const { server } = current;
      const owner = await signUpPerson(server);
      const create = () => server.ask('createWorkspace', { as: owner.session, body: { name: 'One of many' } });
      for (let count = 0; count < 100; count += 10) {
        const answers = await Promise.all(Array.from({ length: 10 }, create));
        assert.ok(answers.every(({ status }) => status === 201));
      }
      assert.equal((await create()).status, 409);
      const { body } = await server.succeed('listWorkspaces', { as: owner.session, query: { limit: 2 } });
      for (const { id } of body.data)
        await server.succeed('deleteWorkspace', { as: owner.session, path: { workspace: id } });
      assert.equal((await create()).status, 201);
      assert.equal((await create()).status, 201);
      assert.equal((await create()).status, 409);
    });
  });
});
