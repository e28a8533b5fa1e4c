import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  join,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { changePolicy, outcomeOf, setWorkspaceState, verify } from '../support/token-actors.ts';

const everything = { kind: 'grants', grants: [{ effect: 'allow', actions: ['*'], resources: ['*'] }] };
const reads = { kind: 'scopes', scopes: ['read'] };

onEachServer('changing a workspace key', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, action: string) =>
    outcomeOf(await verify(at.server, service, { credential, action, resource: 'invoices:1' }));

  it('members that are sent change, at once and everywhere, and the trail names them', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { secret, ...key } = (await createKey(server, { owner, workspace }, { permission: everything })).body;
    const path = { workspace: workspace.id, token_id: key.id };
    assert.equal(await ask(secret, 'invoices.delete'), 'allowed');
    const body = { name: unique('renamed'), description: 'Reads', permission: reads, expires_at: null };
    await server.refuse('updateWorkspaceKey', 'semantic_error', { as: owner.session, path, body });
    await changePolicy(server, workspace, { maximum_token_days: null });
    const { body: after } = await server.succeed('updateWorkspaceKey', { as: owner.session, path, body });
    assert.deepEqual({ ...after, last_used_at: null }, { ...key, ...body });
    assert.equal(await ask(secret, 'invoices.delete'), 'denied insufficient_permissions token');
    assert.equal(await ask(secret, 'invoices.read'), 'allowed');
    await server.succeed('updateWorkspaceKey', { as: owner.session, path, body: { resource_limit: ['invoices:2'] } });
    assert.equal(await ask(secret, 'invoices.read'), 'denied insufficient_permissions resource_limit');
    await server.succeed('updateWorkspaceKey', { as: owner.session, path, body: { name: body.name } });
    const updates = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'workspace_key.updated');
    assert.deepEqual(
      updates.map((event) => (event.changes as readonly { member: string }[]).map(({ member }) => member)),
      [['name', 'description', 'permission', 'expires_at'], ['resource_limit']],
    );
  });

  it('nobody widens a key beyond what they may do, and the failing grant is named', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const admin = await signUpPerson(server);
    await join(server, admin, workspace, 'admin');
    const path = { workspace: workspace.id };
    const { body: key } = await createKey(server, { owner, workspace }, { permission: reads });
    const ofOwner = {
      kind: 'grants',
      grants: [
        { effect: 'allow', actions: ['invoices.read'], resources: ['*'] },
        { effect: 'allow', actions: ['latchkey.*'], resources: ['latchkey:*'] },
      ],
    };
    const { body } = await server.refuse('updateWorkspaceKey', 'permission_exceeds_yours', {
      as: admin.session,
      path: { ...path, token_id: key.id },
      body: { permission: ofOwner },
    });
    assert.equal(body.errors?.[0]?.pointer, '/permission/grants/1');
    const limited = { permission: ofOwner, resource_limit: ['latchkey:workspace:*'] };
    const { body: wide } = await createKey(server, { owner, workspace }, limited);
    await server.refuse('updateWorkspaceKey', 'permission_exceeds_yours', {
      as: admin.session,
      path: { ...path, token_id: wide.id },
      body: { resource_limit: null },
    });
    await server.succeed('updateWorkspaceKey', {
      as: owner.session,
      path: { ...path, token_id: wide.id },
      body: { resource_limit: null },
    });
    await server.succeed('updateWorkspaceKey', {
      as: admin.session,
      path: { ...path, token_id: wide.id },
      body: { resource_limit: ['invoices:*'] },
    });
  });

  it('a taken name, an ended key, a stranger’s key and an expiry beyond the policy are refused', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const [one, two] = await Promise.all([
      createKey(server, { owner, workspace }),
      createKey(server, { owner, workspace }),
    ]);
    const path = { workspace: workspace.id, token_id: one.body.id };
    const as = owner.session;
    await server.refuse('updateWorkspaceKey', 'name_taken', { as, path, body: { name: two.body.name } });
    const late = new Date(server.clock.now() + days(366)).toISOString();
    await server.refuse('updateWorkspaceKey', 'semantic_error', { as, path, body: { expires_at: late } });
    const other = await signUpOwner(server);
    for (const operation of ['updateWorkspaceKey', 'rotateWorkspaceKey'] as const) {
      const body = operation === 'updateWorkspaceKey' ? { name: 'Mine' } : {};
      await server.refuse(operation, 'not_found', { as: other.owner.session, path, body });
      const foreign = { workspace: other.workspace.id, token_id: one.body.id };
      await server.refuse(operation, 'not_found', { as: other.owner.session, path: foreign, body });
    }
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'member');
    for (const operation of ['suspendWorkspaceKey', 'resumeWorkspaceKey', 'endWorkspaceKeyOverlap'] as const)
      await server.refuse(operation, 'insufficient_permissions', { as: member.session, path });
    await server.succeed('revokeWorkspaceKey', { as, path });
    await server.refuse('updateWorkspaceKey', 'conflict', { as, path, body: { name: unique('late') } });
    await createKey(server, { owner, workspace }, { name: one.body.name });
  });

  it('of sixteen updates at once each that succeeds is recorded, and the key holds one of them whole', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const path = { workspace: workspace.id, token_id: key.id };
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, number) =>
        server.ask('updateWorkspaceKey', {
          as: owner.session,
          path,
          body: { name: `name ${number}`, description: `description ${number}` },
        }),
      ),
    );
    assert.ok(answers.every(({ status }) => status === 200 || status === 409));
    const { body } = await server.succeed('getWorkspaceKey', { as: owner.session, path });
    assert.equal(body.description, body.name.replace('name', 'description'));
    const updates = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'workspace_key.updated');
    assert.equal(updates.length, answers.filter(({ status }) => status === 200).length);
    assert.equal(await server.store.count('names', { token_id: key.id }, 20), 1);
  });

  it('V3 a key survives any change of members and ends with its workspace', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { secret } = (await createKey(server, { owner, workspace }, { permission: everything })).body;
    await setWorkspaceState(server, workspace, 'suspended');
    assert.equal(await ask(secret, 'invoices.read'), 'denied workspace_suspended workspace');
    await setWorkspaceState(server, workspace, 'deleted');
    assert.equal(await ask(secret, 'invoices.read'), 'invalid invalid_api_key');
  });
});
