import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { createServiceKey, createWorkspace, setUpOperator, signUpOwner } from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, outcomeOf, verify } from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };

onEachServer('what personal tokens leave behind', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, question: Readonly<Record<string, unknown>>) =>
    outcomeOf(await verify(at.server, service, { credential, ...question }));

  it('creation and end are in the deployment’s trail and in that of each listed workspace', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const second = await createWorkspace(server, owner);
    const { id } = (await createToken(server, owner, [workspace, second])).body;
    await server.succeed('revokePersonalToken', { as: owner.session, path: { token_id: id } });
    for (const stream of ['deployment', workspace.id, second.id]) {
      const events = (await eventsOf(server, stream)).filter((event) => JSON.stringify(event).includes(id));
      assert.deepEqual(
        events.map(({ action, actor }) => ({ action, actor })),
        ['personal_token.created', 'personal_token.revoked'].map((action) => ({
          action,
          actor: { kind: 'user', id: owner.id, name: 'Ada Example' },
        })),
      );
    }
  });

  it('an end by whoever holds the secret, or by a leak report, is in the trail of each listed workspace too, and names no owner', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const second = await createWorkspace(server, owner);
    const revoked = (await createToken(server, owner, [workspace, second])).body;
    await server.succeed('revokeToken', { form: { token: revoked.secret } });
    const leaked = (await createToken(server, owner, [workspace, second])).body;
    await server.succeed('reportLeakedCredentials', { body: { credentials: [leaked.secret] } });
    for (const stream of ['deployment', workspace.id, second.id]) {
      const ends = (await eventsOf(server, stream)).filter(
        ({ action, target }) =>
          action.startsWith('credential.') && [revoked.id, leaked.id].includes((target as { id: string }).id),
      );
      assert.deepEqual(
        ends.map(({ action, actor }) => [action, (actor as { kind: string }).kind]),
        [
          ['credential.revoked', 'personal_token'],
          ['credential.leak_reported', 'stranger'],
        ],
      );
      for (const { actor, credential } of ends) assert.ok(!JSON.stringify({ actor, credential }).includes(owner.id));
    }
  });

  it('Z7 where a workspace does not name owners, its trail has the token by name and no trace of a person', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    await changePolicy(server, workspace, { audit_names_token_owner: false });
    const { id, name } = (await createToken(server, owner, [workspace])).body;
    const event = (await eventsOf(server, workspace.id)).find(({ action }) => action === 'personal_token.created');
    assert.deepEqual(event?.actor, { kind: 'personal_token', id, name });
    assert.equal(event?.credential, null);
    assert.equal(event?.ip, null);
    assert.ok(!JSON.stringify(event).includes(owner.id));
    assert.ok(JSON.stringify(await eventsOf(server, 'deployment')).includes(owner.id));
  });

  it('a use is noted, at most once a minute, and never the secret', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createToken(server, owner, [workspace])).body;
    await ask(secret, { workspace: workspace.id, ...read });
    await server.services.lastUse.settled();
    const used = async () =>
      (await server.succeed('getPersonalToken', { as: owner.session, path: { token_id: id } })).body.last_used_at;
    const first = await used();
    assert.equal(first, new Date(server.clock.now()).toISOString());
    server.clock.advance(59_000);
    await ask(secret, {});
    await server.services.lastUse.settled();
    assert.equal(await used(), first);
    server.clock.advance(1_000);
    await ask(secret, {});
    await server.services.lastUse.settled();
    assert.equal(await used(), new Date(server.clock.now()).toISOString());
  });
});
