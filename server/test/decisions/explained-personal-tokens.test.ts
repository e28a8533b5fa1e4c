import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createServiceKey, join, setUpOperator, signUpOwner, signUpPerson } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

const grants = [{ effect: 'allow', actions: ['invoices.*'], resources: ['invoices:*'] }];
const permission = { kind: 'grants', grants };

onEachServer('personal tokens that are explained', (current) => {
  test('a personal token is refused by what its owner lacks, and AuthZEN, verification and the owner hear the same', async () => {
    const { server } = current;
    const service = await createServiceKey(server, await setUpOperator(server));
    const { workspace } = await signUpOwner(server);
    const viewer = await signUpPerson(server);
    await join(server, viewer, workspace, 'viewer');
    const { body: token } = await createToken(server, viewer, [workspace], { permission });
    for (const [action, outcome] of [
      ['invoices.read', 'allowed'],
      ['invoices.write', 'denied'],
    ] as const) {
      const question = { workspace: workspace.slug, action, resource: 'invoices:1' };
      const path = { token_id: token.id };
      const asked = { as: viewer.session, path, body: question };
      const explained = (await server.succeed('explainPersonalToken', asked)).body;
      assert.equal(explained.outcome, outcome);
      const own = (await server.succeed('explainDecision', { as: token.secret, body: question })).body;
      assert.deepEqual(own, explained);
      const body = { ...question, credential: token.secret, explain: true };
      const verified = (await server.succeed('verifyCredential', { as: service, body })).body;
      assert.deepEqual('decision' in verified && verified.decision, own.decision);
      const evaluated = await server.succeed('evaluate', {
        as: service,
        body: {
          subject: { type: 'personal_token', id: token.id },
          action: { name: action },
          resource: { type: 'invoices', id: '1' },
          context: { workspace: workspace.slug },
        },
      });
      const { code, layer } = own.decision;
      assert.deepEqual(evaluated.body, { decision: outcome === 'allowed', context: { code, layer } });
    }
    const mine = await server.succeed('getMyPermissions', { as: token.secret, query: { workspace: workspace.slug } });
    assert.deepEqual(
      mine.body.lists.map(({ layer }) => layer),
      ['token', 'role'],
    );
  });

  test('nobody asks about the token of another, and one that has ended says only that', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const other = await signUpPerson(server);
    const { body: token } = await createToken(server, owner, [workspace], { permission });
    const path = { token_id: token.id };
    const body = { workspace: workspace.slug, action: 'invoices.read', resource: 'invoices:1' };
    await server.refuse('explainPersonalToken', 'not_found', { as: other.session, path, body });
    await server.refuse('explainPersonalToken', 'authentication_required', { path, body });
    await server.refuse('explainPersonalToken', 'insufficient_permissions', { as: token.secret, path, body });
    await server.succeed('revokePersonalToken', { as: owner.session, path });
    const answer = await server.succeed('explainPersonalToken', { as: owner.session, path, body });
    assert.deepEqual(answer.body, { outcome: 'inactive', state: 'revoked' });
  });
});
