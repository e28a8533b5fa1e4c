import assert from 'node:assert/strict';
import { it } from 'node:test';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { createKey, mint, signInPerson, signUpOwner, signUpPerson } from '../support/actors.ts';
import { isAlive, refresh, refuseRefresh, signInRenewable, signUpRenewable } from '../support/renewable.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

onEachServer('revocation', (at) => {
  const revoke = async (token: string, hint?: string) => {
    const form = { token, ...(hint !== undefined && { token_type_hint: hint }) };
    const { status, text } = await at.server.ask('revokeToken', { form });
    assert.deepEqual([status, text], [200, '']);
  };

  it('of a session token ends its session and no other', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const other = await signInPerson(server, person.email);
    const minted = await mint(server, person.session);
    await revoke(person.session);
    assert.deepEqual(
      [await isAlive(server, person.session), await isAlive(server, minted), await isAlive(server, other.session)],
      [false, false, true],
    );
    const event = (await eventsOf(server, 'deployment')).findLast(({ action }) => action === 'credential.revoked');
    assert.deepEqual(event?.target, { type: 'session', id: person.sessionId, name: null });
    assert.deepEqual(event?.actor, { kind: 'user', id: person.id, name: 'Ada Example' });
  });

  it('of a refresh token, the newest or a used one, ends its session', async () => {
    const { server } = at;
    const first = await signUpRenewable(server);
    const other = await signInRenewable(server, first.email);
    const next = await refresh(server, first.refresh_token);
    await revoke(next.refresh_token, 'refresh_token');
    assert.equal(await isAlive(server, next.access_token), false);
    await refuseRefresh(server, next.refresh_token);
    await refresh(server, other.refresh_token);
    await revoke(other.refresh_token);
    assert.equal(await isAlive(server, other.access_token), false);
  });

  it('of an access token ends it and what was exchanged for it, and the session lives on', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const script = await mint(server, person.session);
    const exchanged = await mint(server, script);
    const again = await mint(server, exchanged);
    const ofAnotherScript = await mint(server, person.session);
    await revoke(exchanged, 'access_token');
    for (const token of [script, exchanged, again]) await server.refuse('getMe', 'invalid_token', { as: token });
    assert.ok(await isAlive(server, ofAnotherScript));
    assert.ok(await isAlive(server, person.session));
    await server.refuse('mintAccessToken', 'invalid_token', { as: script });
  });

  it('of an API token ends the token for ever', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    await revoke(key.secret);
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
    const path = { workspace: workspace.id, token_id: key.id };
    const { body } = await server.succeed('getWorkspaceKey', { as: owner.session, path });
    assert.equal(body.state, 'revoked');
    const event = (await eventsOf(server, workspace.id)).findLast(({ action }) => action === 'credential.revoked');
    assert.deepEqual(event?.actor, { kind: 'workspace_key', id: key.id, name: key.name });
    assert.equal(event?.ip, null);
    await createKey(server, { owner, workspace }, { name: key.name });
  });

  it('during an overlap ends only the secret that is sent', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    for (const generation of [1, 2]) {
      const { body: key } = await createKey(server, { owner, workspace });
      // As a rotation leaves it: this secret is the previous one, or the newest beside a previous one.
      const until = server.clock.now() + 60_000;
      await server.store.commit(
        [
          {
            _id: `evt_${key.id}`,
            stream: workspace.id,
            occurred_at: server.clock.now(),
            action: 'workspace_key.rotated',
          },
        ],
        [
          {
            update: 'heads',
            where: { _id: `t:${key.id}` },
            set: { $set: { generation: 3 - generation, previous_valid_until: until }, $inc: { version: 1 } },
          },
        ],
      );
      assert.ok(await isAlive(server, key.secret), String(generation));
      await revoke(key.secret);
      await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
      const path = { workspace: workspace.id, token_id: key.id };
      const { body } = await server.succeed('getWorkspaceKey', { as: owner.session, path });
      assert.equal(body.state, 'active');
    }
  });

  it('sixteen at once of one API token end it once, and all are told that it has ended', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => server.ask('revokeToken', { form: { token: key.secret } })),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const events = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'credential.revoked');
    assert.equal(events.length, 1);
    const counter = await server.store.findOne<{ _id: string; count: number }>('counters', {
      _id: `tokens:${workspace.id}`,
    });
    assert.equal(counter?.count, 0);
  });

  it('of what is unknown, foreign or has ended is answered alike and writes nothing', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    await revoke(session);
    const before = await eventsOf(server, 'deployment');
    for (const token of [session, 'nonsense', 'a.b.c', 'zr_NotARealSecretNotARealSecretNotA000000', 'x'.repeat(4_000)])
      await revoke(token);
    assert.equal((await eventsOf(server, 'deployment')).length, before.length);
    await server.refuse('revokeToken', 'invalid_request', { form: {} });
    await server.refuse('revokeToken', 'invalid_request', { form: { token: '' } });
  });

  it('is 503 and never 200 while the store cannot be asked, and the token still works afterwards', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    server.watched.failWith(new StoreUnavailable(new Error('gone for a moment')));
    const { body, headers } = await server.refuse('revokeToken', 'unavailable', { form: { token: session } });
    server.watched.failWith(undefined);
    assert.equal(body.status, 503);
    assert.ok(Number(headers['retry-after']) > 0);
    assert.ok(await isAlive(server, session));
  });
});
