import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createWorkspace, mint, signUpOwner, signUpPerson } from '../support/actors.ts';
import { signUpRenewable } from '../support/renewable.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

const current = { session_id: 'current' };

onEachServer('the current workspace of a session', (at) => {
  it('is none at first, is switched by id or slug, and back to none', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const switchTo = async (to: string | null) =>
      (await server.succeed('switchWorkspace', { as: owner.session, path: current, body: { workspace: to } })).body;
    assert.equal(
      (await server.succeed('getSession', { as: owner.session, path: current })).body.current_workspace_id,
      null,
    );
    assert.equal((await switchTo(workspace.slug)).current_workspace_id, workspace.id);
    assert.equal((await switchTo(other.id)).current_workspace_id, other.id);
    const { body } = await server.succeed('listSessions', { as: await mint(server, owner.session) });
    assert.equal(body.data[0]?.current_workspace_id, other.id);
    assert.equal((await switchTo(null)).current_workspace_id, null);
    const event = (await eventsOf(server, 'deployment')).findLast(({ action }) =>
      action.startsWith('session.workspace'),
    );
    assert.deepEqual(event?.changes, [{ member: 'current_workspace_id', before: other.id, after: null }]);
  });

  it('a workspace that is not one’s own is as unknown as none, byte for byte', async () => {
    const { server } = at;
    const { owner } = await signUpOwner(server);
    const foreign = await signUpOwner(server);
    const refusals = [];
    for (const workspace of [foreign.workspace.id, foreign.workspace.slug, 'no-such-workspace']) {
      const { body } = await server.refuse('switchWorkspace', 'not_found', {
        as: owner.session,
        path: current,
        body: { workspace },
      });
      refusals.push(JSON.stringify({ ...body, trace_id: '', timestamp: '' }));
    }
    assert.equal(new Set(refusals).size, 1);
    const path = { session_id: foreign.owner.sessionId };
    await server.refuse('switchWorkspace', 'not_found', { as: owner.session, path, body: { workspace: null } });
  });

  it('a renewable session has none', async () => {
    const { server } = at;
    const pair = await signUpRenewable(server);
    const body = { workspace: null };
    await server.refuse('switchWorkspace', 'conflict', { as: pair.access_token, path: current, body });
  });

  it('a misspelt request is refused', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    for (const body of [
      {},
      { workspace: 'Not A Slug' },
      { workspace: null, extra: true },
      { workspace: { $ne: null } },
    ])
      await server.refuse('switchWorkspace', 'invalid_request', { as: session, path: current, body });
    await server.refuse('switchWorkspace', 'authentication_required', { path: current, body: { workspace: null } });
  });
});
