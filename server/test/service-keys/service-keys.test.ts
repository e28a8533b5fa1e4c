import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import { createKey, mint, type Person, setUpOperator, signUpOwner, signUpPerson, unique } from '../support/actors.ts';
import { dumpOf, eventsOf, onEachServer } from '../support/test-server.ts';

onEachServer('service keys', (at) => {
  let operator: Person;
  before(async () => {
    operator = await setUpOperator(at.server);
  });
  const create = (about: Readonly<Record<string, unknown>> = {}, headers = {}) =>
    at.server.succeed('createServiceKey', {
      as: operator.session,
      headers,
      body: { name: unique('service'), ...about },
    });

  it('an operator makes one; its secret is in that answer only, and its making is recorded', async () => {
    const { server } = at;
    const { body, headers } = await create({ name: 'Gateway', description: 'Of the edge.' });
    const { secret, ...shown } = body;
    assert.match(secret, /^zx_[0-9A-Za-z]{38}$/);
    assert.equal(headers.location, `/v1/operator/service-keys/${body.id}`);
    assert.equal(shown.expires_at, null);
    const path = { token_id: body.id };
    const { body: read } = await server.succeed('getServiceKey', { as: operator.session, path });
    assert.deepEqual(read, shown);
    const { text: list } = await server.succeed('listServiceKeys', { as: operator.session });
    assert.ok(list.includes(body.id) && !list.includes(secret));
    assert.ok(!(await dumpOf(server)).includes(secret.slice(3, -6)));
    const event = (await eventsOf(server, 'deployment')).at(-1);
    assert.equal(event?.action, 'service_key.created');
    assert.deepEqual(event?.target, { type: 'service_key', id: body.id, name: 'Gateway' });
  });

  it('it may be given an expiry, from which on it is refused', async () => {
    const { server } = at;
    const { body } = await create({ expires_at: new Date(server.clock.now() + minutes(5)).toISOString() });
    server.clock.advance(minutes(5) - 1);
    await server.succeed('getMe', { as: body.secret });
    server.clock.advance(1);
    await server.refuse('getMe', 'invalid_api_key', { as: body.secret });
    await server.refuse('createServiceKey', 'semantic_error', {
      as: operator.session,
      body: { name: 'Past', expires_at: new Date(server.clock.now()).toISOString() },
    });
  });

  it('revoked it is refused on the next request, stays listed, frees its name and is recorded once', async () => {
    const { server } = at;
    const name = unique('revoked');
    const { body } = await create({ name });
    await server.refuse('createServiceKey', 'name_taken', { as: operator.session, body: { name } });
    const asked = { as: operator.session, path: { token_id: body.id } };
    await server.succeed('revokeServiceKey', asked);
    await server.refuse('getMe', 'invalid_api_key', { as: body.secret });
    const events = await eventsOf(server, 'deployment');
    assert.equal(events.at(-1)?.action, 'service_key.revoked');
    await server.succeed('revokeServiceKey', asked);
    assert.deepEqual(await eventsOf(server, 'deployment'), events);
    assert.equal((await server.succeed('getServiceKey', asked)).body.state, 'revoked');
    await create({ name });
  });

  it('nobody but an operator makes, sees or ends one, and nothing is written', async () => {
    const { server } = at;
    const { body: key } = await create();
    const { owner, workspace } = await signUpOwner(server);
    const { body: workspaceKey } = await createKey(server, { owner, workspace });
    const credentials = [owner.session, await mint(server, owner.session), workspaceKey.secret, key.secret];
    await server.services.lastUse.settled();
    const before = await eventsOf(server, 'deployment');
    for (const as of credentials) {
      const path = { token_id: key.id };
      await server.refuse('createServiceKey', 'insufficient_permissions', { as, body: { name: 'Mine' } });
      await server.refuse('listServiceKeys', 'insufficient_permissions', { as });
      await server.refuse('getServiceKey', 'insufficient_permissions', { as, path });
      await server.refuse('revokeServiceKey', 'insufficient_permissions', { as, path });
    }
    await server.refuse('createServiceKey', 'authentication_required', { body: { name: 'Mine' } });
    assert.deepEqual(await eventsOf(server, 'deployment'), before);
    await server.succeed('getMe', { as: key.secret });
  });

  it('an access token of an operator’s session counts as that session', async () => {
    await at.server.succeed('listServiceKeys', { as: await mint(at.server, operator.session) });
  });

  it('a workspace’s key is not found among them, and an unknown one is not either', async () => {
    const { server } = at;
    const { body: key } = await createKey(server, await signUpOwner(server));
    for (const tokenId of [key.id, 'tok_01kafe00000000000000000001'])
      for (const id of ['getServiceKey', 'revokeServiceKey'] as const)
        await server.refuse(id, 'not_found', { as: operator.session, path: { token_id: tokenId } });
    await server.succeed('getMe', { as: key.secret });
  });

  it('it is for verifying: it reads and writes nothing else', async () => {
    const { server } = at;
    const { body: key } = await create();
    const { workspace } = await signUpOwner(server);
    const path = { workspace: workspace.id };
    for (const id of ['getWorkspace', 'listRoles', 'listAuditEvents', 'listWorkspaceKeys'] as const)
      await server.refuse(id, 'insufficient_permissions', { as: key.secret, path });
    for (const id of ['listSessions', 'mintAccessToken', 'listWorkspaces'] as const)
      await server.refuse(id, 'insufficient_permissions', { as: key.secret });
  });

  it('a repetition under an Idempotency-Key gets the same secret, and one key is made', async () => {
    const name = unique('repeated');
    const headers = { 'Idempotency-Key': unique('attempt-0123456789') };
    const first = await create({ name }, headers);
    assert.equal((await create({ name }, headers)).text, first.text);
  });

  it('members that the contract does not list are refused', async () => {
    const person = await signUpPerson(at.server);
    for (const body of [
      {},
      { name: '' },
      { name: 'K', permission: { kind: 'role', role_id: 'owner' } },
      { name: 'K', id: 'tok_1' },
    ])
      await at.server.refuse('createServiceKey', 'invalid_request', { as: operator.session, body });
    await at.server.refuse('createServiceKey', 'insufficient_permissions', { as: person.session, body: { name: 'K' } });
  });
});
