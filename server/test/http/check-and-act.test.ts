import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days } from '../../src/clock.ts';
import { newIdentifier } from '../../src/identifier.ts';
import type { Change } from '../../src/storage/port.ts';
import {
  createKey,
  join,
  type Person,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, tokenBody } from '../support/token-actors.ts';

onEachServer('what changes between the check and the act', (at) => {
  let operator: Person;
  before(async () => {
    operator = await setUpOperator(at.server);
  });
  const commitBetween = (stream: string, action: string, ...changes: Change[]): void =>
    at.server.watched.beforeNextCommit(() =>
      at.server.store.commit(
        [{ _id: newIdentifier('evt'), stream, occurred_at: at.server.clock.now(), action }],
        changes,
      ),
    );
  const keyBody = () => ({ name: unique('k'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } });

  it('a session that was ended a moment ago makes nothing any more', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const other = await signInPerson(server, person.email);
    server.watched.beforeNextCommit(() =>
      server.succeed('revokeSession', { as: other.session, path: { session_id: person.sessionId } }),
    );
    await server.refuse('createWorkspace', 'invalid_token', { as: person.session, body: { name: 'Too late' } });
    assert.deepEqual((await server.succeed('listWorkspaces', { as: other.session })).body.data, []);
  });

  it('so does a person who was suspended, or whose sessions were all ended', async () => {
    const { server } = at;
    for (const set of [{ $set: { state: 'suspended' } }, { $inc: { session_epoch: 1 } }]) {
      const person = await signUpPerson(server);
      commitBetween('deployment', 'user.suspended', { update: 'heads', where: { _id: `u:${person.id}` }, set });
      await server.refuse('createWorkspace', 'invalid_token', { as: person.session, body: { name: 'Too late' } });
      assert.equal(await server.store.count('memberships', { user_id: person.id }, 1), 0);
    }
  });

  it('an operator who was one a moment ago makes no service key', async () => {
    const { server } = at;
    const name = unique('too-late');
    commitBetween('deployment', 'operator.changed', {
      update: 'heads',
      where: { _id: `u:${operator.id}` },
      set: { $set: { is_operator: false } },
    });
    const { status } = await server.ask('createServiceKey', { as: operator.session, body: { name } });
    assert.ok([401, 403].includes(status));
    assert.equal(await server.store.count('api_tokens', { name }, 1), 0);
    await server.store.commit(
      [
        {
          _id: newIdentifier('evt'),
          stream: 'deployment',
          occurred_at: server.clock.now(),
          action: 'operator.changed',
        },
      ],
      [{ update: 'heads', where: { _id: `u:${operator.id}` }, set: { $set: { is_operator: true } } }],
    );
  });

  it('whose role was lowered a moment ago is judged anew, by the role of now', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const admin = await signUpPerson(server);
    await join(server, admin, workspace, 'admin');
    commitBetween(
      workspace.id,
      'member.role_changed',
      { update: 'memberships', where: { _id: `${workspace.id}:${admin.id}` }, set: { $set: { role_id: 'viewer' } } },
      { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
    );
    const asked = { as: admin.session, path: { workspace: workspace.id }, body: keyBody() };
    await server.refuse('createWorkspaceKey', 'insufficient_permissions', asked);
    assert.equal(await server.store.count('api_tokens', { owner: workspace.id }, 1), 0);
  });

  it('a change in the workspace that does not concern the maker does not stop the making', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    commitBetween(workspace.id, 'policy.changed', {
      update: 'heads',
      where: { _id: `w:${workspace.id}` },
      set: { $inc: { version: 1 } },
    });
    await createKey(server, { owner, workspace });
    const actions = (await eventsOf(server, workspace.id)).map(({ action }) => action);
    assert.equal(actions.filter((action) => action === 'workspace_key.created').length, 1);
  });

  it('a policy that was made stricter a moment ago binds the personal token that is made or changed now', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const stricter = () =>
      server.watched.beforeNextCommit(() => changePolicy(server, workspace, { maximum_token_days: 30 }));
    const tooLate = { expires_at: new Date(server.clock.now() + days(80)).toISOString() };
    stricter();
    await server.refuse('createPersonalToken', 'semantic_error', {
      as: owner.session,
      body: tokenBody([workspace], tooLate),
    });
    await changePolicy(server, workspace, { maximum_token_days: 90 });
    const soon = { expires_at: new Date(server.clock.now() + days(20)).toISOString() };
    const { body: token } = await createToken(server, owner, [workspace], soon);
    stricter();
    await server.refuse('updatePersonalToken', 'semantic_error', {
      as: owner.session,
      path: { token_id: token.id },
      body: tooLate,
    });
  });

  it('whoever ends an old secret ends nothing of the token that was rotated a moment ago', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const asked = { as: owner.session, path: { workspace: workspace.id, token_id: key.id } };
    let fresh = '';
    server.watched.beforeNextCommit(async () => {
      fresh = (await server.succeed('rotateWorkspaceKey', { ...asked, body: { overlap_seconds: 0 } })).body.secret;
    });
    await server.succeed('revokeToken', { form: { token: key.secret } });
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
    await server.succeed('getMe', { as: fresh });
  });

  it('of two who repeat one attempt at once the loser gets the winner’s bytes, whichever guard it failed at', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const asked = {
      as: owner.session,
      path: { workspace: workspace.id },
      headers: { 'Idempotency-Key': unique('attempt-0123456789') },
      body: keyBody(),
    };
    let winner = '';
    server.watched.beforeNextCommit(async () => {
      winner = (await server.succeed('createWorkspaceKey', asked)).text;
    });
    const loser = await server.succeed('createWorkspaceKey', asked);
    assert.equal(loser.text, winner);
  });

  it('a sign-in whose account was suspended while its password was hashed opens no session', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    commitBetween('deployment', 'user.suspended', {
      update: 'heads',
      where: { _id: `u:${person.id}` },
      set: { $set: { state: 'suspended' } },
    });
    await server.refuse('signIn', 'invalid_credentials', {
      body: { email: person.email, password: 'rivers carry small stones' },
    });
    assert.equal(await server.store.count('sessions', { user_id: person.id }, 10), 1);
  });
});
