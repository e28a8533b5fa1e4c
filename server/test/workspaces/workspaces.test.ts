import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  createKey,
  createWorkspace,
  join,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

const withoutTrace = (text: string): string => text.replace(/"(trace_id|timestamp)":"[^"]+"/g, '');

onEachServer('workspaces', (at) => {
  it('whoever makes a workspace owns it, finds it by id and by slug, and the making is recorded', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const slug = unique('acme');
    const { body, headers } = await server.succeed('createWorkspace', {
      as: person.session,
      body: { name: 'Acme', slug },
    });
    assert.deepEqual(body, {
      id: body.id,
      slug,
      name: 'Acme',
      state: 'active',
      created_at: new Date(server.clock.now()).toISOString(),
    });
    assert.equal(headers.location, `/v1/workspaces/${body.id}`);
    for (const workspace of [body.id, slug])
      assert.deepEqual((await server.succeed('getWorkspace', { as: person.session, path: { workspace } })).body, body);
    const events = await eventsOf(server, body.id);
    assert.deepEqual(
      events.map(({ action, actor, target }) => ({ action, actor, target })),
      [
        {
          action: 'workspace.created',
          actor: { kind: 'user', id: person.id, name: 'Ada Example' },
          target: { type: 'workspace', id: body.id, name: 'Acme' },
        },
      ],
    );
  });

  it('without a slug it gets one made of its name', async () => {
    const { session } = await signUpPerson(at.server);
    const { body } = await at.server.succeed('createWorkspace', { as: session, body: { name: 'Café Münster & Co.' } });
    assert.match(body.slug, /^cafe-munster-co-[0-9a-z]{6}$/);
    const { body: nameless } = await at.server.succeed('createWorkspace', { as: session, body: { name: '株式会社' } });
    assert.match(nameless.slug, /^workspace-[0-9a-z]{6}$/);
  });

  it('of sixteen makings of one slug at once one succeeds, and the others leave nothing behind', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const slug = unique('raced');
    const answers = await Promise.all(
      Array.from({ length: 16 }, () =>
        server.ask('createWorkspace', { as: person.session, body: { name: 'R', slug } }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array(15).fill(409)]);
    assert.ok(answers.every(({ status, text }) => status === 201 || JSON.parse(text).code === 'name_taken'));
    const { body } = await server.succeed('listWorkspaces', { as: person.session });
    assert.equal(body.data.length, 1);
  });

  it('a person is a member of a hundred workspaces at most', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    for (let made = 0; made < 100; made += 1) await createWorkspace(server, person);
    await server.refuse('createWorkspace', 'limit_reached', { as: person.session, body: { name: 'One more' } });
    const { body } = await server.succeed('listWorkspaces', { as: person.session, query: { limit: 100 } });
    assert.equal(body.data.length, 100);
  });

  it('a workspace of others is answered exactly like one that does not exist', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const outsider = await signUpPerson(server);
    const paths = { wsp_01kafe00000000000000000001: workspace.id, 'never-made': workspace.slug };
    for (const [unknown, foreign] of Object.entries(paths)) {
      for (const id of ['getWorkspace', 'listRoles', 'listWorkspaceKeys', 'listAuditEvents'] as const) {
        const [one, other] = await Promise.all(
          [unknown, foreign].map((name) =>
            server.refuse(id, 'not_found', { as: outsider.session, path: { workspace: name } }),
          ),
        );
        assert.equal(withoutTrace(one?.text ?? ''), withoutTrace(other?.text ?? ''));
        assert.deepEqual(Object.keys(one?.headers ?? {}), Object.keys(other?.headers ?? {}));
      }
    }
  });

  it('the list shows memberships with their role, newest first, and never a workspace of others', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const member = await signUpPerson(server);
    server.clock.advance(1);
    const own = await createWorkspace(server, member);
    server.clock.advance(1);
    await join(server, member, workspace, 'viewer');
    const { body } = await server.succeed('listWorkspaces', { as: member.session });
    assert.deepEqual(
      body.data.map(({ id, role }) => [id, role]),
      [
        [workspace.id, 'viewer'],
        [own.id, 'owner'],
      ],
    );
    const { body: owners } = await server.succeed('listWorkspaces', { as: owner.session });
    assert.deepEqual(
      owners.data.map(({ id }) => id),
      [workspace.id],
    );
  });

  it('a cursor leads through the list, and not into another person’s', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const made = new Set<string>();
    for (let count = 0; count < 5; count += 1) made.add((await createWorkspace(server, person)).id);
    const first = await server.succeed('listWorkspaces', { as: person.session, query: { limit: 2 } });
    const cursor = first.body.next_cursor ?? '';
    const rest = await server.succeed('listWorkspaces', { as: person.session, query: { limit: 100, cursor } });
    assert.deepEqual(new Set([...first.body.data, ...rest.body.data].map(({ id }) => id)), made);
    const other = await signUpPerson(server);
    await server.refuse('listWorkspaces', 'invalid_cursor', { as: other.session, query: { cursor } });
    await server.refuse('listSessions', 'invalid_cursor', { as: person.session, query: { cursor } });
  });

  it('a workspace key reaches the one workspace that it belongs to', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const theirs = await signUpOwner(server);
    const { body: key } = await createKey(server, mine);
    const { body } = await server.succeed('listWorkspaces', { as: key.secret });
    assert.deepEqual(
      body.data.map(({ id, role }) => [id, role]),
      [[mine.workspace.id, null]],
    );
    await server.succeed('getWorkspace', { as: key.secret, path: { workspace: mine.workspace.slug } });
    const foreign = await server.refuse('getWorkspace', 'not_found', {
      as: key.secret,
      path: { workspace: theirs.workspace.id },
    });
    const unknown = await server.refuse('getWorkspace', 'not_found', {
      as: key.secret,
      path: { workspace: 'never-made' },
    });
    assert.equal(withoutTrace(foreign.text), withoutTrace(unknown.text));
  });

  it('an owner of the deployment has no rights inside a workspace by that', async () => {
    const { server } = at;
    const operator = await setUpOperator(server);
    const { workspace } = await signUpOwner(server);
    await server.refuse('getWorkspace', 'not_found', { as: operator.session, path: { workspace: workspace.id } });
  });

  it('names and slugs outside the documented form are refused and nothing is made', async () => {
    const { server } = at;
    const { session } = await signUpPerson(server);
    const before = await server.store.count('workspaces', {}, 10_000);
    for (const body of [
      {},
      { name: '' },
      { name: ' leading' },
      { name: 'x'.repeat(101) },
      { name: 'with\nline' },
      { name: 'nul\u0000' },
      { name: 'ok', slug: 'Upper' },
      { name: 'ok', slug: '-start' },
      { name: 'ok', slug: 'end-' },
      { name: 'ok', slug: 'under_score' },
      { name: 'ok', slug: '' },
      { name: 'ok', slug: 'x'.repeat(64) },
      { name: 'ok', slug: 5 },
      { name: 5 },
      { name: 'ok', owner_id: 'usr_01kafe00000000000000000001' },
      { name: 'ok', id: 'wsp_01kafe00000000000000000001' },
      { name: 'ok', state: 'suspended' },
      { name: 'ok', policy: {} },
    ])
      await server.refuse('createWorkspace', 'invalid_request', { as: session, body });
    assert.equal(await server.store.count('workspaces', {}, 10_000), before);
  });

  it('keys make no workspaces', async () => {
    const { server } = at;
    const { body: key } = await createKey(server, await signUpOwner(server));
    await server.refuse('createWorkspace', 'insufficient_permissions', { as: key.secret, body: { name: 'Mine' } });
    await server.refuse('createWorkspace', 'authentication_required', { body: { name: 'Mine' } });
  });
});

onEachServer(
  'workspaces where only operators make them',
  (at) => {
    it('an operator makes one, and others are refused', async () => {
      const { server } = at;
      await createWorkspace(server, await setUpOperator(server));
      const person = await signUpPerson(server);
      await server.refuse('createWorkspace', 'insufficient_permissions', {
        as: person.session,
        body: { name: 'Mine' },
      });
    });
  },
  { environment: { WORKSPACE_CREATION: 'operators' } },
);
