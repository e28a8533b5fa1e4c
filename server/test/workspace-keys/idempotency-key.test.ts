import assert from 'node:assert/strict';
import { it } from 'node:test';
import { hours } from '../../src/clock.ts';
import { createKey, join, signInPerson, signUpOwner, signUpPerson, unique } from '../support/actors.ts';
import { dumpOf, eventsOf, onEachServer } from '../support/test-server.ts';

onEachServer('repeating a creation under an Idempotency-Key', (at) => {
  const bodyOf = (name: string) => ({ name, environment: 'live', permission: { kind: 'role', role_id: 'viewer' } });
  const attempt = (session: string, workspace: string, key: string, body: unknown) =>
    at.server.ask('createWorkspaceKey', {
      as: session,
      path: { workspace },
      headers: { 'Idempotency-Key': key },
      body,
    });

  it('the repetition gets the same bytes, also the secret and the address, and nothing new is made or recorded', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const key = unique('attempt-0123456789');
    const first = await attempt(owner.session, workspace.id, key, bodyOf('Import'));
    const events = await eventsOf(server, workspace.id);
    for (const spelling of [key, `"${key}"`]) {
      const again = await attempt(owner.session, workspace.id, spelling, bodyOf('Import'));
      assert.equal(again.status, 201);
      assert.equal(again.text, first.text);
      assert.equal(again.headers.location, first.headers.location);
    }
    assert.deepEqual(await eventsOf(server, workspace.id), events);
    const { body } = await server.succeed('listWorkspaceKeys', {
      as: owner.session,
      path: { workspace: workspace.id },
    });
    assert.equal(body.data.length, 1);
    await server.succeed('getMe', { as: JSON.parse(first.text).secret });
  });

  it('another body under the same key is refused, down to the byte', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const key = unique('attempt-0123456789');
    await attempt(owner.session, workspace.id, key, bodyOf('One'));
    for (const body of [bodyOf('Two'), `${JSON.stringify(bodyOf('One'))} `]) {
      const answer = await attempt(owner.session, workspace.id, key, body);
      assert.equal(JSON.parse(answer.text).code, 'idempotency_key_reused');
    }
  });

  it('sixteen attempts at once make one key, and all get its bytes', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const key = unique('attempt-0123456789');
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => attempt(owner.session, workspace.id, key, bodyOf('Raced'))),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    const { body } = await server.succeed('listWorkspaceKeys', {
      as: owner.session,
      path: { workspace: workspace.id },
    });
    assert.equal(body.data.length, 1);
    const events = await eventsOf(server, workspace.id);
    assert.equal(events.filter(({ action }) => action === 'workspace_key.created').length, 1);
  });

  it('the same key of another person, or at another path, is another attempt', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const admin = await signUpPerson(server);
    await join(server, admin, workspace, 'admin');
    const key = unique('attempt-0123456789');
    const mine = await attempt(owner.session, workspace.id, key, bodyOf('Mine'));
    const theirs = await attempt(admin.session, workspace.id, key, bodyOf('Theirs'));
    assert.equal(mine.status, 201);
    assert.equal(theirs.status, 201);
    assert.notEqual(JSON.parse(mine.text).secret, JSON.parse(theirs.text).secret);
    const other = await server.ask('createWorkspace', {
      as: owner.session,
      headers: { 'Idempotency-Key': key },
      body: { name: 'Another operation' },
    });
    assert.equal(other.status, 201);
  });

  it('a repetition is authorized like any request: who was signed out, or lost the role, gets no secret', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const key = unique('attempt-0123456789');
    await attempt(owner.session, workspace.id, key, bodyOf('Import'));
    await server.succeed('revokeSession', { as: owner.session, path: { session_id: 'current' } });
    assert.equal((await attempt(owner.session, workspace.id, key, bodyOf('Import'))).status, 401);
    const again = await signInPerson(server, owner.email);
    assert.equal((await attempt(again.session, workspace.id, key, bodyOf('Import'))).status, 201);
  });

  it('the kept answer is sealed at rest', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createKey(server, { owner, workspace }, {}, {});
    const kept = await attempt(owner.session, workspace.id, unique('attempt-0123456789'), bodyOf('Sealed'));
    const dump = await dumpOf(server);
    for (const secret of [body.secret, JSON.parse(kept.text).secret])
      assert.ok(!dump.includes(secret.slice('zk_live_'.length, -6)));
  });

  it('an answer is kept for twenty-four hours; then the key names a new attempt', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const key = unique('attempt-0123456789');
    const first = await attempt(owner.session, workspace.id, key, bodyOf('Kept'));
    server.clock.advance(hours(24) - 1);
    const { session } = await signInPerson(server, owner.email);
    assert.equal((await attempt(session, workspace.id, key, bodyOf('Kept'))).text, first.text);
    server.clock.advance(1);
    const anew = await attempt(session, workspace.id, key, bodyOf('Kept anew'));
    assert.equal(anew.status, 201);
    assert.notEqual(anew.text, first.text);
    assert.equal((await attempt(session, workspace.id, key, bodyOf('Kept anew'))).text, anew.text);
  });

  it('a refused attempt is not kept: the key may be used again once it can succeed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: blocking } = await createKey(server, { owner, workspace }, { name: 'Taken' });
    const key = unique('attempt-0123456789');
    assert.equal((await attempt(owner.session, workspace.id, key, bodyOf('Taken'))).status, 409);
    const path = { workspace: workspace.id, token_id: blocking.id };
    await server.succeed('revokeWorkspaceKey', { as: owner.session, path });
    assert.equal((await attempt(owner.session, workspace.id, key, bodyOf('Taken'))).status, 201);
  });

  it('a key shorter than sixteen characters or longer than 255, or half quoted, is refused', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    for (const key of ['too-short', 'x'.repeat(256), `"${'x'.repeat(20)}`, 'with spaces in between', ''])
      assert.equal((await attempt(owner.session, workspace.id, key, bodyOf('K'))).status, 400, key);
  });
});
