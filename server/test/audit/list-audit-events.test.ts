import assert from 'node:assert/strict';
import { it } from 'node:test';
import { recordEvent } from '../../src/audit/audit-event.ts';
import { createKey, join, signUpOwner, signUpPerson } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

const reading = {
  kind: 'grants',
  grants: [{ effect: 'allow', actions: ['latchkey.audit.read'], resources: ['latchkey:*'] }],
};

onEachServer('reading the audit trail', (at) => {
  const list = (as: string, workspace: string, query = {}) =>
    at.server.succeed('listAuditEvents', { as, path: { workspace }, query });

  it('it shows what happened in the workspace, newest first, with who, what, when and the trace', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    server.clock.advance(1);
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const { body: key } = await createKey(server, { owner, workspace }, {}, {});
    server.clock.advance(1);
    await server.succeed('revokeWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: key.id },
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01`, 'User-Agent': 'curl/8 "quoted"\t' },
    });
    const { body, text } = await list(owner.session, workspace.slug);
    assert.deepEqual(
      body.data.map(({ action }) => action),
      ['workspace_key.revoked', 'workspace_key.created', 'workspace.created'],
    );
    assert.deepEqual(body.data[0], {
      id: body.data[0]?.id,
      occurred_at: new Date(server.clock.now()).toISOString(),
      stream: workspace.id,
      action: 'workspace_key.revoked',
      outcome: 'succeeded',
      actor: { kind: 'user', id: owner.id, name: 'Ada Example' },
      credential: { kind: 'session', id: owner.sessionId, name: null },
      target: { type: 'workspace_key', id: key.id, name: key.name },
      environment: 'live',
      ip: '127.0.0.1',
      user_agent: 'curl/8 "quoted"',
      trace_id: trace,
      changes: [],
      count: 1,
    });
    assert.ok(!text.includes(key.secret));
  });

  it('filters narrow it, alone and together', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const start = server.clock.now();
    server.clock.advance(1_000);
    const { body: key } = await createKey(server, { owner, workspace });
    server.clock.advance(1_000);
    await createKey(server, { owner, workspace });
    const at1500 = new Date(start + 1_500).toISOString();
    const countOf = async (query: Readonly<Record<string, string>>) =>
      (await list(owner.session, workspace.id, query)).body.data.length;
    assert.equal(await countOf({ action: 'workspace_key.created' }), 2);
    assert.equal(await countOf({ target_id: key.id }), 1);
    assert.equal(await countOf({ actor_id: owner.id }), 3);
    assert.equal(await countOf({ outcome: 'denied' }), 0);
    assert.equal(await countOf({ occurred_after: at1500 }), 1);
    assert.equal(await countOf({ occurred_before: at1500 }), 2);
    assert.equal(await countOf({ occurred_before: at1500, action: 'workspace_key.created' }), 1);
    await server.refuse('listAuditEvents', 'invalid_request', {
      as: owner.session,
      path: { workspace: workspace.id },
      query: { occurred_after: 'yesterday' },
    });
  });

  it('pages together hold each event once, also those of one moment, and a cursor belongs to its filters', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    for (let made = 0; made < 6; made += 1) await createKey(server, { owner, workspace });
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await list(owner.session, workspace.id, { limit: 2, ...(cursor && { cursor }) });
      ids.push(...body.data.map(({ id }) => id));
      cursor = body.next_cursor;
    } while (cursor !== null);
    assert.equal(ids.length, 7);
    assert.equal(new Set(ids).size, 7);
    const first = await list(owner.session, workspace.id, { limit: 2 });
    await server.refuse('listAuditEvents', 'invalid_cursor', {
      as: owner.session,
      path: { workspace: workspace.id },
      query: { limit: 2, action: 'workspace.created', cursor: first.body.next_cursor ?? '' },
    });
  });

  it('it needs latchkey.audit.read, of people and keys alike', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const path = { workspace: workspace.id };
    for (const role of ['member', 'viewer', 'admin']) {
      const person = await signUpPerson(server);
      await join(server, person, workspace, role);
      if (role === 'admin') await list(person.session, workspace.id);
      else await server.refuse('listAuditEvents', 'insufficient_permissions', { as: person.session, path });
    }
    const { body: allowed } = await createKey(server, { owner, workspace }, { permission: reading });
    await list(allowed.secret, workspace.id);
    const { body: other } = await createKey(
      server,
      { owner, workspace },
      { permission: { kind: 'scopes', scopes: ['full_access'] } },
    );
    const { body } = await server.refuse('listAuditEvents', 'insufficient_permissions', { as: other.secret, path });
    assert.deepEqual(body.required, { action: 'latchkey.audit.read', resource: 'latchkey:audit' });
    await server.refuse('listAuditEvents', 'authentication_required', { path });
  });

  it('a test key sees test events only', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: testKey } = await createKey(
      server,
      { owner, workspace },
      { environment: 'test', permission: reading },
    );
    const { body: liveKey } = await createKey(server, { owner, workspace }, { permission: reading });
    const { body } = await list(testKey.secret, workspace.id);
    assert.deepEqual(
      body.data.map(({ target }) => target?.id),
      [testKey.id],
    );
    assert.equal((await list(liveKey.secret, workspace.id)).body.data.length, 3);
  });

  it('nothing of another workspace is in it', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const theirs = await signUpOwner(server);
    await createKey(server, theirs);
    const { text } = await list(mine.owner.session, mine.workspace.id);
    for (const foreign of [theirs.workspace.id, theirs.owner.id, theirs.workspace.slug])
      assert.ok(!text.includes(foreign));
  });
});

it('an event of a workspace key names no person, no address and no browser', () => {
  const event = recordEvent(
    { action: 'content.published', stream: 'wsp_1', target: null },
    {
      id: 'evt_1',
      now: 0,
      origin: { traceId: '0'.repeat(32), ip: '203.0.113.9', userAgent: 'browser/1.0' },
      author: {
        actor: { kind: 'workspace_key', id: 'tok_1', name: 'Import' },
        credential: { kind: 'workspace_key', id: 'tok_1', name: 'Import' },
        environment: 'live',
      },
    },
  );
  assert.equal(event.ip, null);
  assert.equal(event.user_agent, null);
  assert.ok(!JSON.stringify(event).includes('usr_'));
});
