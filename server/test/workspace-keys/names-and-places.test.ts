import assert from 'node:assert/strict';
import { it } from 'node:test';
import { days, minutes } from '../../src/clock.ts';
import { createKey, signUpOwner, unique } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

onEachServer('the names and places of a workspace’s keys', (at) => {
  const base = { environment: 'live', permission: { kind: 'role', role_id: 'viewer' } };
  const inTwoMinutes = () => new Date(at.server.clock.now() + minutes(2)).toISOString();

  it('a name belongs to one live key; in another workspace it is free', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    await createKey(server, mine, { name: 'Import' });
    await server.refuse('createWorkspaceKey', 'name_taken', {
      as: mine.owner.session,
      path: { workspace: mine.workspace.id },
      body: { ...base, name: 'Import' },
    });
    await createKey(server, await signUpOwner(server), { name: 'Import' });
  });

  it('of sixteen keys of one name made at once one is there', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        server.ask('createWorkspaceKey', {
          as: owner.session,
          path: { workspace: workspace.id },
          body: { ...base, name: 'Raced' },
        }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(15).fill(409)]);
    const { body } = await server.succeed('listWorkspaceKeys', {
      as: owner.session,
      path: { workspace: workspace.id },
    });
    assert.equal(body.data.length, 1);
  });

  it('a revoked key gives its name up at once, and an expired one when it expires', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const path = { workspace: workspace.id };
    const { body: revoked } = await createKey(server, { owner, workspace }, { name: 'Again' });
    await server.succeed('revokeWorkspaceKey', { as: owner.session, path: { ...path, token_id: revoked.id } });
    const { body: expiring } = await createKey(
      server,
      { owner, workspace },
      { name: 'Again', expires_at: inTwoMinutes() },
    );
    server.clock.advance(minutes(2) - 1);
    await server.refuse('createWorkspaceKey', 'name_taken', {
      as: owner.session,
      path,
      body: { ...base, name: 'Again' },
    });
    server.clock.advance(1);
    const { body: third } = await createKey(server, { owner, workspace }, { name: 'Again' });

    // Ending the one that lost its name does not free the name of the one that has it now.
    await server.succeed('revokeWorkspaceKey', { as: owner.session, path: { ...path, token_id: expiring.id } });
    await server.refuse('createWorkspaceKey', 'name_taken', {
      as: owner.session,
      path,
      body: { ...base, name: 'Again' },
    });
    await server.succeed('getMe', { as: third.secret });
  });

  it('a workspace has at most a hundred live keys, also when many are made at once', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    for (let made = 0; made < 95; made += 1)
      await createKey(server, { owner, workspace }, { permission: base.permission });
    const answers = await Promise.all(
      Array.from({ length: 12 }, () =>
        server.ask('createWorkspaceKey', {
          as: owner.session,
          path: { workspace: workspace.id },
          body: { ...base, name: unique('raced') },
        }),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 201).length, 5);
    const refused = answers.filter(({ status }) => status !== 201).map(({ text }) => JSON.parse(text).code);
    assert.deepEqual(refused, Array(7).fill('limit_reached'));
  });

  it('expired keys make room for new ones, and so does a revoked one', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const path = { workspace: workspace.id };
    const keys: string[] = [];
    for (let made = 0; made < 100; made += 1) {
      const about = { permission: base.permission, ...(made < 3 && { expires_at: inTwoMinutes() }) };
      keys.push((await createKey(server, { owner, workspace }, about)).body.id);
    }
    const more = () =>
      server.ask('createWorkspaceKey', { as: owner.session, path, body: { ...base, name: unique('more') } });
    assert.equal((await more()).status, 409);
    await server.succeed('revokeWorkspaceKey', { as: owner.session, path: { ...path, token_id: keys[50] ?? '' } });
    assert.equal((await more()).status, 201);
    assert.equal((await more()).status, 409);
    server.clock.advance(minutes(2));
    for (let room = 1; room <= 3; room += 1) assert.equal((await more()).status, 201);
    assert.equal((await more()).status, 409);
  });

  it('ended keys stay in the list for ninety days with their state, and then leave it', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const path = { workspace: workspace.id };
    const revoked = await createKey(
      server,
      { owner, workspace },
      { expires_at: new Date(server.clock.now() + days(300)).toISOString() },
    );
    const expired = await createKey(server, { owner, workspace }, { expires_at: inTwoMinutes() });
    await server.succeed('revokeWorkspaceKey', { as: owner.session, path: { ...path, token_id: revoked.body.id } });
    const states = async () => {
      const { body: session } = await server.succeed('signIn', {
        body: { email: owner.email, password: 'rivers carry small stones' },
      });
      const as = 'session_token' in session ? session.session_token : '';
      const { body } = await server.succeed('listWorkspaceKeys', { as, path });
      return Object.fromEntries(body.data.map(({ id, state }) => [id, state]));
    };
    server.clock.advance(minutes(2));
    assert.deepEqual(await states(), { [revoked.body.id]: 'revoked', [expired.body.id]: 'expired' });
    server.clock.advance(days(90) - minutes(3));
    assert.deepEqual(Object.keys(await states()).length, 2);
    server.clock.advance(minutes(4));
    assert.deepEqual(await states(), {});
  });
});
