import assert from 'node:assert/strict';
import { it } from 'node:test';
import { minutes, seconds } from '../../src/clock.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { createKey, join, signUpOwner, signUpPerson } from '../support/actors.ts';
import { eventsOf, onEachServer, startTestServer } from '../support/test-server.ts';

const withoutTrace = (text: string): string => text.replace(/"(trace_id|timestamp)":"[^"]+"/g, '');

onEachServer('reading and revoking workspace keys', (at) => {
  it('a revoked key is refused on the next request, and its end is recorded once', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    await server.succeed('getMe', { as: key.secret });
    const asked = { as: owner.session, path: { workspace: workspace.slug, token_id: key.id } };
    await server.succeed('revokeWorkspaceKey', asked);
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
    const { body } = await server.succeed('getWorkspaceKey', asked);
    assert.equal(body.state, 'revoked');
    const events = await eventsOf(server, workspace.id);
    assert.equal(events.at(-1)?.action, 'workspace_key.revoked');
    assert.deepEqual(events.at(-1)?.target, { type: 'workspace_key', id: key.id, name: key.name });

    await server.succeed('revokeWorkspaceKey', asked);
    assert.deepEqual(await eventsOf(server, workspace.id), events);
  });

  it('of sixteen revocations at once none fails, and one is recorded', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        server.ask('revokeWorkspaceKey', { as: owner.session, path: { workspace: workspace.id, token_id: key.id } }),
      ),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [204]);
    const events = await eventsOf(server, workspace.id);
    assert.equal(events.filter(({ action }) => action === 'workspace_key.revoked').length, 1);
  });

  it('a key is refused at the moment of its expiry, although its document is still there', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const expiresAt = new Date(server.clock.now() + minutes(5)).toISOString();
    const { body: key } = await createKey(server, { owner, workspace }, { expires_at: expiresAt });
    server.clock.advance(minutes(5) - 1);
    await server.succeed('getMe', { as: key.secret });
    server.clock.advance(1);
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
    assert.ok(await server.store.findOne('heads', { _id: `t:${key.id}` }));
    const { body } = await server.succeed('getWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: key.id },
    });
    assert.equal(body.state, 'expired');
  });

  it('the last use is shown to the minute, behind the answers', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const lastUse = async () => {
      await server.services.lastUse.settled();
      const asked = { as: owner.session, path: { workspace: workspace.id, token_id: key.id } };
      return (await server.succeed('getWorkspaceKey', asked)).body.last_used_at;
    };
    assert.equal(await lastUse(), null);
    const first = new Date(server.clock.now()).toISOString();
    await server.succeed('getMe', { as: key.secret });
    assert.equal(await lastUse(), first);
    server.clock.advance(seconds(59));
    await server.succeed('getMe', { as: key.secret });
    assert.equal(await lastUse(), first);
    server.clock.advance(seconds(1));
    await server.succeed('getMe', { as: key.secret });
    assert.equal(await lastUse(), new Date(server.clock.now()).toISOString());
  });

  it('a use that cannot be noted is no reason to refuse it', async () => {
    const { server } = at;
    const { body } = await createKey(server, await signUpOwner(server));
    let failures = 0;
    server.watched.beforeNextCommit(async () => {
      failures += 1;
      throw new StoreUnavailable(new Error('the use cannot be written'));
    });
    await server.succeed('getMe', { as: body.secret });
    await server.services.lastUse.settled();
    assert.equal(failures, 1);
    await server.succeed('getMe', { as: body.secret });
  });

  it('only owners and admins see keys and end them', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    for (const role of ['member', 'viewer', 'admin']) {
      const person = await signUpPerson(server);
      await join(server, person, workspace, role);
      const asked = { as: person.session, path: { workspace: workspace.id, token_id: key.id } };
      for (const id of ['listWorkspaceKeys', 'getWorkspaceKey', 'revokeWorkspaceKey'] as const) {
        if (role === 'admin') await server.succeed(id, asked);
        else await server.refuse(id, 'insufficient_permissions', asked);
      }
    }
    await server.refuse('getMe', 'invalid_api_key', { as: key.secret });
  });

  it('a key of another workspace is answered exactly like one that does not exist, and lives on', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const theirs = await signUpOwner(server);
    const { body: key } = await createKey(server, theirs);
    for (const id of ['getWorkspaceKey', 'revokeWorkspaceKey'] as const) {
      const texts = await Promise.all(
        [key.id, 'tok_01kafe00000000000000000001'].map(async (tokenId) => {
          const path = { workspace: mine.workspace.id, token_id: tokenId };
          return withoutTrace((await server.refuse(id, 'not_found', { as: mine.owner.session, path })).text);
        }),
      );
      assert.equal(texts[0], texts[1]);
    }
    await server.succeed('getMe', { as: key.secret });
  });

  it('an id in another form is refused before anything is looked up', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    for (const tokenId of ['tok_x', 'usr_01kafe00000000000000000001', '*', '%2a', 'tok_01KAFE00000000000000000001'])
      await server.refuse('getWorkspaceKey', 'invalid_request', {
        as: owner.session,
        path: { workspace: workspace.id, token_id: tokenId },
      });
  });

  it('the list is newest first, in pages, and shows no secret', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const made: string[] = [];
    const secrets: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      server.clock.advance(1);
      const { body } = await createKey(server, { owner, workspace });
      made.unshift(body.id);
      secrets.push(body.secret);
    }
    const path = { workspace: workspace.id };
    const first = await server.succeed('listWorkspaceKeys', { as: owner.session, path, query: { limit: 3 } });
    const cursor = first.body.next_cursor ?? '';
    const rest = await server.succeed('listWorkspaceKeys', { as: owner.session, path, query: { limit: 3, cursor } });
    assert.deepEqual(
      [...first.body.data, ...rest.body.data].map(({ id }) => id),
      made,
    );
    assert.equal(rest.body.next_cursor, null);
    assert.ok(secrets.every((secret) => !first.text.includes(secret) && !rest.text.includes(secret)));

    const other = await signUpOwner(server);
    await server.refuse('listWorkspaceKeys', 'invalid_cursor', {
      as: other.owner.session,
      path: { workspace: other.workspace.id },
      query: { limit: 3, cursor },
    });
  });

  it('a revocation counts at once in another process on the same database', async () => {
    const { server, place } = at;
    if (place.engine === 'embedded')
      return assert.rejects(startTestServer(place), 'the embedded store takes one process');
    const second = await startTestServer(place, {
      clock: server.clock,
      environment: { ISSUER: server.services.config.issuer },
    });
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    for (let warm = 0; warm < 3; warm += 1) await second.succeed('getMe', { as: key.secret });
    await server.succeed('revokeWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: key.id },
    });
    await second.refuse('getMe', 'invalid_api_key', { as: key.secret });
    await second.succeed('getMe', { as: owner.session });
    await second.succeed('revokeSession', { as: owner.session, path: { session_id: 'current' } });
    await server.refuse('getMe', 'invalid_token', { as: owner.session });
    await second.close();
  });
});
