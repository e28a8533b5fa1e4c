import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiTokenHeadId } from '../../src/api-tokens/api-token.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';

const reads = { effect: 'allow', actions: ['invoices.read'], resources: ['invoices:*'] } as const;
const ownInvoices = {
  effect: 'allow',
  actions: ['invoices.write'],
  resources: ['invoices:*'],
  conditions: { own: true },
};
const permission = { kind: 'grants', grants: [reads, ownInvoices] };

onEachServer('decisions that explain themselves', (current) => {
  let service = '';
  const serviceKey = async (server: TestServer): Promise<string> =>
    (service ||= await createServiceKey(server, await setUpOperator(server)));

  test('a service key hears why a credential is denied, and what would change it; asking again with that is allowed', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const key = await createKey(server, { owner, workspace }, { permission });
    const question = {
      credential: key.body.secret,
      workspace: workspace.slug,
      action: 'invoices.write',
      resource: 'invoices:1',
      explain: true,
    };
    const as = await serviceKey(server);
    const { body } = await server.succeed('verifyCredential', { as, body: question });
    if (body.outcome !== 'denied') assert.fail(body.outcome);
    const change = body.decision.explanation?.changes[0];
    if (change?.kind !== 'add_grant') assert.fail(JSON.stringify(body.decision));
    assert.deepEqual(change.grant, { effect: 'allow', actions: ['invoices.write'], resources: ['invoices:1'] });

    const wider = { kind: 'grants', grants: [...permission.grants, change.grant] };
    const other = await createKey(server, { owner, workspace }, { permission: wider });
    const again = await server.succeed('verifyCredential', {
      as,
      body: { ...question, credential: other.body.secret },
    });
    assert.equal(again.body.outcome, 'allowed');
  });

  test('nothing is explained to those who do not ask', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const key = await createKey(server, { owner, workspace }, { permission });
    const body = { credential: key.body.secret, action: 'invoices.write', resource: 'invoices:1' };
    const answer = await server.succeed('verifyCredential', { as: await serviceKey(server), body });
    assert.ok(answer.body.outcome === 'denied' && answer.body.decision.explanation === undefined);
    await server.refuse('verifyCredential', 'invalid_request', {
      as: await serviceKey(server),
      body: { credential: key.body.secret, explain: true },
    });
  });

  test('a workspace key hears about itself, and nothing about others of its workspace', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const verifier = await createKey(server, { owner, workspace });
    const other = await createKey(server, { owner, workspace }, { permission });
    const explanationOf = async (credential: string) => {
      const body = { credential, action: 'invoices.write', resource: 'invoices:1', explain: true };
      const answer = await server.succeed('verifyCredential', { as: verifier.body.secret, body });
      return 'decision' in answer.body ? answer.body.decision.explanation : undefined;
    };
    assert.equal(await explanationOf(other.body.secret), undefined);
    assert.notEqual(await explanationOf(verifier.body.secret), undefined);
  });

  test('a person and a key ask about themselves, with the answer that verification gives', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const viewer = await signUpPerson(server);
    await join(server, viewer, workspace, 'member');
    const key = await createKey(server, { owner, workspace }, { permission });
    for (const credential of [owner.session, viewer.session, key.body.secret]) {
      for (const [action, resource] of [
        ['invoices.read', 'invoices:1'],
        ['invoices.write', 'invoices:1'],
        ['latchkey.workspace.delete', 'latchkey:workspace:x'],
      ]) {
        const question = { workspace: workspace.id, action, resource };
        const own = await server.succeed('explainDecision', { as: credential, body: question });
        const verified = await server.succeed('verifyCredential', {
          as: await serviceKey(server),
          body: { ...question, credential, explain: true },
        });
        const { outcome, decision } = own.body;
        assert.deepEqual(
          'decision' in verified.body && { outcome: verified.body.outcome, decision: verified.body.decision },
          {
            outcome,
            decision,
          },
        );
      }
    }
  });

  test('asking about a workspace that one does not belong to is answered as about none', async () => {
    const { server } = current;
    const { workspace } = await signUpOwner(server);
    const stranger = await signUpPerson(server);
    const ask = (name: string) =>
      server.ask('explainDecision', {
        as: stranger.session,
        body: { workspace: name, action: 'a.b', resource: 'c:1' },
      });
    const [foreign, unknown] = [await ask(workspace.slug), await ask('no-such-workspace')];
    assert.equal(foreign.text, unknown.text);
    assert.deepEqual(JSON.parse(foreign.text).decision.explanation, { changes: [] });
    const without = await server.succeed('explainDecision', {
      as: stranger.session,
      body: { action: 'a.b', resource: 'c:1' },
    });
    assert.equal(without.body.decision.code, 'workspace_required');
  });

  test('whoever may see the keys of a workspace asks what one may do, without its secret', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const key = await createKey(server, { owner, workspace }, { permission });
    const path = { workspace: workspace.slug, token_id: key.body.id };
    const ask = (action: string, as = owner.session) =>
      server.succeed('explainWorkspaceKey', { as, path, body: { action, resource: 'invoices:1' } });
    assert.equal((await ask('invoices.read')).body.outcome, 'allowed');
    const denied = (await ask('invoices.delete')).body;
    assert.ok(denied.outcome === 'denied' && denied.decision.layer === 'token');
    assert.equal(denied.decision.explanation?.changes.length, 1);

    const body = { action: 'invoices.read', resource: 'invoices:1' };
    const viewer = await signUpPerson(server);
    await join(server, viewer, workspace, 'member');
    await server.refuse('explainWorkspaceKey', 'insufficient_permissions', { as: viewer.session, path, body });
    await server.refuse('explainWorkspaceKey', 'insufficient_permissions', { as: key.body.secret, path, body });
    await server.refuse('explainWorkspaceKey', 'authentication_required', { path, body });
    await server.refuse('explainWorkspaceKey', 'invalid_request', { as: owner.session, path, body: { ...body, x: 1 } });
  });

  test('a key of another workspace, an unknown one and an unknown workspace are the same 404', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const key = await createKey(server, { owner, workspace: other });
    const stranger = await signUpPerson(server);
    const body = { action: 'invoices.read', resource: 'invoices:1' };
    const token_id = key.body.id;
    const unknownToken = `${token_id.slice(0, -4)}0000`;
    for (const [as, path] of [
      [owner.session, { workspace: workspace.slug, token_id }],
      [owner.session, { workspace: other.slug, token_id: unknownToken }],
      [stranger.session, { workspace: other.slug, token_id }],
      [stranger.session, { workspace: 'no-such-workspace', token_id }],
    ] as const) {
      await server.refuse('explainWorkspaceKey', 'not_found', { as, path, body });
    }
  });

  test('a key that has ended says only that', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const key = await createKey(server, { owner, workspace }, { permission });
    const path = { workspace: workspace.slug, token_id: key.body.id };
    await server.succeed('revokeWorkspaceKey', { as: owner.session, path });
    assert.equal((await server.store.findOne('heads', { _id: apiTokenHeadId(key.body.id) }))?.state, 'revoked');
    const answer = await server.succeed('explainWorkspaceKey', {
      as: owner.session,
      path,
      body: { action: 'invoices.read', resource: 'invoices:1' },
    });
    assert.deepEqual(answer.body, { outcome: 'inactive', state: 'revoked' });
  });

  test('my permissions are the lists that decisions are made by', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const key = await createKey(server, { owner, workspace }, { permission, resource_limit: ['invoices:1'] });
    const query = { workspace: workspace.slug };
    const mine = await server.succeed('getMyPermissions', { as: key.body.secret, query });
    assert.deepEqual(mine.body, {
      workspace,
      role: null,
      lists: [{ layer: 'token', grants: permission.grants }],
      resource_limit: ['invoices:1'],
    });
    const theirs = await server.succeed('getMyPermissions', { as: owner.session, query });
    assert.equal(theirs.body.role, 'owner');
    assert.deepEqual(
      theirs.body.lists.map(({ layer }) => layer),
      ['role'],
    );
    for (const [action, expected] of [
      ['invoices.read', 'allowed'],
      ['invoices.delete', 'denied'],
    ] as const) {
      const listed: boolean | undefined = mine.body.lists[0]?.grants.some(({ actions }) => actions.includes(action));
      const body = { action, resource: 'invoices:1' };
      const { outcome } = (await server.succeed('explainDecision', { as: key.body.secret, body })).body;
      assert.deepEqual([outcome, listed], [expected, expected === 'allowed']);
    }
  });

  test('the permissions in a workspace that one does not belong to are not found, as in one that is not there', async () => {
    const { server } = current;
    const { workspace } = await signUpOwner(server);
    const stranger = await signUpPerson(server);
    for (const name of [workspace.slug, workspace.id, 'no-such-workspace'])
      await server.refuse('getMyPermissions', 'not_found', { as: stranger.session, query: { workspace: name } });
    await server.refuse('getMyPermissions', 'invalid_request', { as: stranger.session });
    await server.refuse('getMyPermissions', 'authentication_required', { query: { workspace: workspace.slug } });
    const as = await serviceKey(server);
    await server.refuse('getMyPermissions', 'insufficient_permissions', { as, query: { workspace: workspace.slug } });
    await server.refuse('explainDecision', 'insufficient_permissions', {
      as,
      body: { action: 'a.b', resource: 'c:1' },
    });
  });
});
