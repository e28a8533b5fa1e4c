import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createServiceKey,
  createWorkspace,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { createToken, outcomeOf, setUserState, setWorkspaceState, tokenBody, verify } from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };
const remove = { action: 'invoices.delete', resource: 'invoices:1' };

onEachServer('the life of personal tokens', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, question: Readonly<Record<string, unknown>>) =>
    outcomeOf(await verify(at.server, service, { credential, ...question }));

  it('a token is nobody else’s to see, change, rotate or end', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id } = (await createToken(server, owner, [workspace])).body;
    const other = await signUpPerson(server);
    const asked = { as: other.session, path: { token_id: id } };
    await server.refuse('getPersonalToken', 'not_found', asked);
    await server.refuse('updatePersonalToken', 'not_found', { ...asked, body: { name: 'Mine' } });
    await server.refuse('revokePersonalToken', 'not_found', asked);
    await server.refuse('rotatePersonalToken', 'not_found', { ...asked, body: {} });
    await server.refuse('suspendPersonalToken', 'not_found', asked);
    await server.refuse('resumePersonalToken', 'not_found', asked);
    await server.refuse('endPersonalTokenOverlap', 'not_found', asked);
  });

  it('Z8 a revoked token is dead at once, for good, and revoking it again is no error', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret, name } = (await createToken(server, owner, [workspace])).body;
    const asked = { as: owner.session, path: { token_id: id } };
    await server.succeed('revokePersonalToken', asked);
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'invalid invalid_api_key');
    await server.refuse('getMe', 'invalid_api_key', { as: secret });
    await server.succeed('revokePersonalToken', asked);
    for (const operation of ['resumePersonalToken', 'suspendPersonalToken'] as const)
      await server.refuse(operation, 'conflict', asked);
    await server.refuse('rotatePersonalToken', 'conflict', { ...asked, body: {} });
    await server.refuse('updatePersonalToken', 'conflict', { ...asked, body: { name: 'Back' } });
    assert.equal((await server.succeed('getPersonalToken', asked)).body.state, 'revoked');
    await createToken(server, owner, [workspace], { name });
  });

  it('a suspended token is refused until it is resumed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createToken(server, owner, [workspace])).body;
    const asked = { as: owner.session, path: { token_id: id } };
    assert.equal((await server.succeed('suspendPersonalToken', asked)).body.state, 'suspended');
    assert.equal((await server.succeed('suspendPersonalToken', asked)).body.state, 'suspended');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'invalid invalid_api_key');
    assert.equal((await server.succeed('resumePersonalToken', asked)).body.state, 'active');
    assert.equal((await server.succeed('resumePersonalToken', asked)).body.state, 'active');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'allowed');
    const events = (await eventsOf(server, 'deployment')).filter((event) => JSON.stringify(event).includes(id));
    assert.deepEqual(
      events.map(({ action }) => action),
      ['personal_token.created', 'personal_token.suspended', 'personal_token.resumed'],
    );
  });

  it('a token is blocked while its owner is suspended, and while a workspace is', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const { secret } = (await createToken(server, owner, 'all')).body;
    await setUserState(server, owner, 'suspended');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'invalid invalid_api_key');
    await setUserState(server, owner, 'active');
    await setWorkspaceState(server, workspace, 'suspended');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'denied workspace_suspended workspace');
    assert.equal(await ask(secret, { workspace: other.id, ...read }), 'allowed');
    await setWorkspaceState(server, workspace, 'deleted');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'denied not_found workspace');
  });

  it('an expired token is refused, gives its name up, and cannot be changed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret, name, expires_at } = (await createToken(server, owner, [workspace])).body;
    await server.refuse('createPersonalToken', 'name_taken', {
      as: owner.session,
      body: tokenBody([workspace], { name }),
    });
    server.clock.advance(Date.parse(expires_at ?? '') - server.clock.now());
    assert.equal(await ask(secret, {}), 'invalid invalid_api_key');
    const { session: as } = await signInPerson(server, owner.email);
    await server.refuse('updatePersonalToken', 'conflict', { as, path: { token_id: id }, body: { expires_at: null } });
    assert.equal((await server.succeed('getPersonalToken', { as, path: { token_id: id } })).body.state, 'expired');
    await server.succeed('createPersonalToken', { as, body: tokenBody([workspace], { name }) });
  });

  it('an update changes the members that are sent, null clears, and the trail names what changed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const before = (await createToken(server, owner, [workspace], { description: 'First' })).body;
    const path = { token_id: before.id };
    const name = unique('renamed');
    const body = { name, description: null, permission: { kind: 'scopes', scopes: ['read'] } };
    const after = (await server.succeed('updatePersonalToken', { as: owner.session, path, body })).body;
    const { secret, ...shown } = before;
    assert.deepEqual(after, { ...shown, ...body });
    assert.equal(await ask(secret, { workspace: workspace.id, ...remove }), 'denied insufficient_permissions token');
    const limited = { resource_limit: ['invoices:2'] };
    await server.succeed('updatePersonalToken', { as: owner.session, path, body: limited });
    assert.equal(
      await ask(secret, { workspace: workspace.id, ...read }),
      'denied insufficient_permissions resource_limit',
    );
    await server.succeed('updatePersonalToken', { as: owner.session, path, body: { resource_limit: null } });
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'allowed');
    await server.succeed('updatePersonalToken', { as: owner.session, path, body: { name } });
    await server.refuse('updatePersonalToken', 'invalid_request', { as: owner.session, path, body: {} });
    await server.refuse('updatePersonalToken', 'invalid_request', {
      as: owner.session,
      path,
      body: { environment: 'test' },
    });

    const updates = (await eventsOf(server, 'deployment')).filter(
      (event) => event.action === 'personal_token.updated' && JSON.stringify(event).includes(before.id),
    );
    assert.deepEqual(
      updates.map((event) => (event.changes as readonly { member: string }[]).map(({ member }) => member)),
      [['name', 'description', 'permission'], ['resource_limit'], ['resource_limit']],
    );
    await createToken(server, owner, [workspace], { name: before.name });
    await server.refuse('updatePersonalToken', 'name_taken', {
      as: owner.session,
      path,
      body: { name: before.name },
    });
  });
});
