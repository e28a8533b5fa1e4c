import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createServiceKey,
  createWorkspace,
  join,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, giveRole, leave, outcomeOf, verify } from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };

onEachServer('the personal tokens of a workspace', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, workspace: string) =>
    outcomeOf(await verify(at.server, service, { credential, workspace, ...read }));

  it('owners and admins see which live tokens of members cover it, without secrets and other workspaces', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'member');
    const elsewhere = await createWorkspace(server, member);
    const listed = (await createToken(server, member, [workspace, elsewhere])).body;
    const all = (await createToken(server, owner, 'all')).body;
    await createToken(server, member, [elsewhere]);
    const revoked = (await createToken(server, member, [workspace])).body;
    await server.succeed('revokePersonalToken', { as: member.session, path: { token_id: revoked.id } });

    const page = await server.succeed('listWorkspacePersonalTokens', {
      as: owner.session,
      path: { workspace: workspace.slug },
    });
    assert.deepEqual(page.body.data.map(({ id }) => id).sort(), [listed.id, all.id].sort());
    const shown = page.body.data.find(({ id }) => id === listed.id);
    assert.deepEqual(shown, {
      id: listed.id,
      kind: 'personal_token',
      user_id: member.id,
      name: listed.name,
      environment: 'live',
      display: listed.display,
      permission_kind: 'scopes',
      state: 'active',
      blocked_by: null,
      created_at: listed.created_at,
      expires_at: listed.expires_at,
      last_used_at: null,
    });
    assert.ok(!page.text.includes(elsewhere.id));
    await server.refuse('listWorkspacePersonalTokens', 'insufficient_permissions', {
      as: member.session,
      path: { workspace: workspace.id },
    });
    await server.refuse('listWorkspacePersonalTokens', 'insufficient_permissions', {
      as: listed.secret,
      path: { workspace: workspace.id },
    });
  });

  it('pages hold every covering token once, newest first', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const made: string[] = [];
    for (let number = 0; number < 5; number += 1) {
      made.unshift((await createToken(server, owner, number % 2 === 0 ? 'all' : [workspace])).body.id);
      server.clock.advance(1);
    }
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string | number> = cursor === null ? { limit: 2 } : { limit: 2, cursor };
      const { body } = await server.succeed('listWorkspacePersonalTokens', {
        as: owner.session,
        path: { workspace: workspace.id },
        query,
      });
      found.push(...body.data.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor !== null);
    assert.deepEqual(found, made);
  });

  it('one that the policy keeps out is shown with the reason; one whose owner left is not shown', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'member');
    const { id } = (await createToken(server, member, [workspace])).body;
    const list = async () =>
      (
        await server.succeed('listWorkspacePersonalTokens', { as: owner.session, path: { workspace: workspace.id } })
      ).body.data.map((token) => [token.id, token.blocked_by]);
    await changePolicy(server, workspace, { personal_tokens: 'owners_and_admins' });
    assert.deepEqual(await list(), [[id, 'personal_tokens_not_allowed']]);
    await leave(server, member, workspace);
    assert.deepEqual(await list(), []);
    server.clock.advance(1);
    await giveRole(server, member, workspace, 'admin');
    assert.deepEqual(await list(), []);
  });

  it('a dropped token never reaches the workspace again and goes on elsewhere', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'member');
    const elsewhere = await createWorkspace(server, member);
    const listed = (await createToken(server, member, [workspace, elsewhere])).body;
    const all = (await createToken(server, member, 'all')).body;
    for (const { id, secret } of [listed, all]) {
      const path = { workspace: workspace.id, token_id: id };
      await server.refuse('dropWorkspacePersonalToken', 'insufficient_permissions', { as: member.session, path });
      await server.succeed('dropWorkspacePersonalToken', { as: owner.session, path });
      await server.succeed('dropWorkspacePersonalToken', { as: owner.session, path });
      assert.equal(await ask(secret, workspace.id), 'denied not_found workspace');
      assert.equal(await ask(secret, elsewhere.id), 'allowed');
      const shown = await server.succeed('getPersonalToken', { as: member.session, path: { token_id: id } });
      assert.deepEqual(shown.body.not_reached, [{ workspace_id: workspace.id, reason: 'dropped' }]);
    }
    const list = await server.succeed('listWorkspacePersonalTokens', {
      as: owner.session,
      path: { workspace: workspace.id },
    });
    assert.deepEqual(list.body.data, []);
    for (const stream of [workspace.id, 'deployment']) {
      const drops = (await eventsOf(server, stream)).filter(
        ({ action, target }) =>
          action === 'personal_token.dropped' && JSON.stringify(target).match(`${listed.id}|${all.id}`),
      );
      assert.equal(drops.length, 2);
    }
  });

  it('a token that is dropped from its last workspace is revoked', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, name } = (await createToken(server, owner, [workspace])).body;
    await server.succeed('dropWorkspacePersonalToken', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: id },
    });
    const shown = await server.succeed('getPersonalToken', { as: owner.session, path: { token_id: id } });
    assert.equal(shown.body.state, 'revoked');
    await createToken(server, owner, [workspace], { name });
  });

  it('what does not cover the workspace is not there to be dropped', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await signUpOwner(server);
    const foreign = (await createToken(server, other.owner, [other.workspace])).body;
    const everywhere = (await createToken(server, other.owner, 'all')).body;
    const mine = await createWorkspace(server, owner);
    const notHere = (await createToken(server, owner, [mine])).body;
    for (const token_id of [foreign.id, everywhere.id, notHere.id, 'tok_01kafe00000000000000000009']) {
      await server.refuse('dropWorkspacePersonalToken', 'not_found', {
        as: owner.session,
        path: { workspace: workspace.id, token_id },
      });
    }
    await server.refuse('dropWorkspacePersonalToken', 'not_found', {
      as: owner.session,
      path: { workspace: other.workspace.id, token_id: foreign.id },
    });
    assert.equal(await ask(foreign.secret, other.workspace.id), 'allowed');
  });

  it('of sixteen drops at once all succeed and one is recorded', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id } = (await createToken(server, owner, [workspace])).body;
    const path = { workspace: workspace.id, token_id: id };
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.ask('dropWorkspacePersonalToken', { as: owner.session, path })),
    );
    assert.ok(answers.every(({ status }) => [204, 404, 409].includes(status)));
    assert.ok(answers.some(({ status }) => status === 204));
    const events = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'personal_token.dropped');
    assert.equal(events.length, 1);
  });
});
