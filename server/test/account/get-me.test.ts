import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  mint,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

onEachServer('asking who one is', (at) => {
  let operator: Person | undefined;

  it('a person is told their account, their session’s limits and the workspaces they can reach', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await signUpOwner(server);
    await join(server, owner, other.workspace, 'viewer');
    const { body } = await server.succeed('getMe', { as: owner.session });
    assert.equal(body.principal.type, 'user');
    assert.equal(body.principal.id, owner.id);
    assert.equal(body.user?.email, owner.email);
    assert.deepEqual(
      body.workspaces.map(({ slug, role }) => [slug, role]).toSorted(),
      [
        [workspace.slug, 'owner'],
        [other.workspace.slug, 'viewer'],
      ].toSorted(),
    );
  });

  it('an access token is answered as the session that it came from', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const bySession = await server.succeed('getMe', { as: person.session });
    const byToken = await server.succeed('getMe', { as: await mint(server, person.session) });
    assert.deepEqual(byToken.body, bySession.body);
  });

  it('a workspace key stands for nobody: it is told its workspace and no person', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace }, { environment: 'test' });
    const { body, text } = await server.succeed('getMe', { as: key.secret });
    assert.deepEqual(body.principal, {
      version: 1,
      type: 'workspace_key',
      id: key.id,
      name: key.name,
      workspace,
      environment: 'test',
      permission_kind: 'role',
      expires_at: key.expires_at,
    });
    assert.equal(body.user, undefined);
    assert.deepEqual(body.workspaces, [{ ...workspace, name: 'Workspace', role: null }]);
    assert.ok(!text.includes(owner.id) && !text.includes(owner.email));
  });

  it('a service key is told that it belongs to the deployment', async () => {
    const { server } = at;
    operator ??= await setUpOperator(server);
    await createWorkspace(server, operator);
    const { body } = await server.succeed('getMe', { as: await createServiceKey(server, operator) });
    assert.equal(body.principal.type, 'service_key');
    assert.deepEqual(body.workspaces, []);
  });

  it('nobody is told nothing', async () => {
    await at.server.refuse('getMe', 'authentication_required');
  });
});
