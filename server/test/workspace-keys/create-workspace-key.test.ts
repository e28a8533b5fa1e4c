import assert from 'node:assert/strict';
import { it } from 'node:test';
import { days } from '../../src/clock.ts';
import { createKey, join, mint, signUpOwner, signUpPerson, unique } from '../support/actors.ts';
import { dumpOf, eventsOf, onEachServer } from '../support/test-server.ts';

const reading = { kind: 'grants', grants: [{ effect: 'allow', actions: ['content.read'], resources: ['content:*'] }] };

onEachServer('creating workspace keys', (at) => {
  const create = (session: string, workspace: string, body: unknown) =>
    at.server.ask('createWorkspaceKey', { as: session, path: { workspace }, body });

  it('the least that has to be said makes a key for ninety days, and its making is recorded', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const now = server.clock.now();
    const { body: key, headers } = await server.succeed('createWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.slug },
      body: { name: 'Import', environment: 'live', permission: reading },
    });
    assert.match(key.secret, /^zk_live_[0-9A-Za-z]{38}$/);
    const { secret, ...shown } = key;
    assert.deepEqual(shown, {
      id: key.id,
      kind: 'workspace_key',
      name: 'Import',
      description: null,
      environment: 'live',
      display: { prefix: 'zk_live_', last_four: secret.slice(-4) },
      permission: reading,
      resource_limit: null,
      workspace_id: workspace.id,
      state: 'active',
      created_at: new Date(now).toISOString(),
      created_by: owner.id,
      expires_at: new Date(now + days(90)).toISOString(),
      last_used_at: null,
      overlap: null,
    });
    assert.equal(headers.location, `/v1/workspaces/${workspace.id}/keys/${key.id}`);
    const event = (await eventsOf(server, workspace.id)).at(-1);
    assert.equal(event?.action, 'workspace_key.created');
    assert.deepEqual(event?.target, { type: 'workspace_key', id: key.id, name: 'Import' });
    assert.deepEqual(event?.actor, { kind: 'user', id: owner.id, name: 'Ada Example' });
  });

  it('everything that can be said is kept, and read back without the secret', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const expiresAt = new Date(server.clock.now() + days(365)).toISOString();
    const about = {
      name: 'Checkout',
      description: 'Of the shop.',
      environment: 'test',
      permission: { kind: 'role', role_id: 'viewer' },
      resource_limit: ['content:posts:*'],
      expires_at: expiresAt,
    };
    const { body } = await createKey(server, { owner, workspace }, about);
    assert.match(body.secret, /^zk_test_/);
    const { body: read, text } = await server.succeed('getWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: body.id },
    });
    for (const [member, value] of Object.entries(about)) assert.deepEqual(Reflect.get(read, member), value);
    assert.ok(!text.includes(body.secret));
  });

  it('a permission may be scopes of the catalog', async () => {
    const permission = { kind: 'scopes', scopes: ['read', 'verify'] };
    const { body } = await createKey(at.server, await signUpOwner(at.server), { permission });
    assert.deepEqual(body.permission, permission);
  });

  it('the secret is at rest nowhere, only its digest', async () => {
    const { server } = at;
    const { body } = await createKey(server, await signUpOwner(server), {}, {});
    const random = body.secret.slice('zk_live_'.length, -6);
    assert.ok(!(await dumpOf(server)).includes(random));
  });

  it('the key acts by its maker’s session and by an access token of it, and no key makes keys', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const body = () => ({ name: unique('k'), environment: 'live', permission: { kind: 'role', role_id: 'owner' } });
    assert.equal((await create(await mint(server, owner.session), workspace.id, body())).status, 201);
    const { body: key } = await createKey(server, { owner, workspace });
    const problem = JSON.parse((await create(key.secret, workspace.id, body())).text);
    assert.equal(problem.code, 'insufficient_permissions');
    await server.refuse('createWorkspaceKey', 'authentication_required', {
      path: { workspace: workspace.id },
      body: body(),
    });
  });

  it('members without latchkey.keys.create are refused with what they lack, and nothing is written', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    for (const role of ['member', 'viewer']) {
      const person = await signUpPerson(server);
      await join(server, person, workspace, role);
      const before = await eventsOf(server, workspace.id);
      const { body } = await server.refuse('createWorkspaceKey', 'insufficient_permissions', {
        as: person.session,
        path: { workspace: workspace.id },
        body: { name: 'Mine', environment: 'live', permission: reading },
      });
      assert.deepEqual(body.required, { action: 'latchkey.keys.create', resource: 'latchkey:keys' });
      assert.deepEqual(await eventsOf(server, workspace.id), before);
    }
  });

  it('an admin may make a key that does what an admin may, and none that deletes the workspace', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const admin = await signUpPerson(server);
    await join(server, admin, workspace, 'admin');
    const ask = (permission: unknown) =>
      create(admin.session, workspace.id, { name: unique('k'), environment: 'live', permission });
    assert.equal((await ask({ kind: 'role', role_id: 'admin' })).status, 201);
    assert.equal((await ask({ kind: 'role', role_id: 'viewer' })).status, 201);
    assert.equal((await ask({ kind: 'scopes', scopes: ['full_access'] })).status, 201);

    const owner = JSON.parse((await ask({ kind: 'role', role_id: 'owner' })).text);
    assert.equal(owner.code, 'permission_exceeds_yours');
    assert.equal(owner.errors[0].pointer, '/permission');
    const grants = JSON.parse(
      (
        await ask({
          kind: 'grants',
          grants: [
            { effect: 'allow', actions: ['content.read'], resources: ['*'] },
            { effect: 'allow', actions: ['latchkey.workspace.*'], resources: ['latchkey:*'] },
          ],
        })
      ).text,
    );
    assert.equal(grants.code, 'permission_exceeds_yours');
    assert.equal(grants.errors[0].pointer, '/permission/grants/1');
  });

  it('grants may name the workspace by id or slug; another and an unknown one are refused alike', async () => {
    const { server } = at;
    const mine = await signUpOwner(server);
    const theirs = await signUpOwner(server);
    const grants = (name: string) => ({
      kind: 'grants',
      grants: [{ effect: 'allow', actions: ['content.read'], resources: [`workspace:${name}:content:*`] }],
    });
    for (const name of [mine.workspace.id, mine.workspace.slug]) {
      const { body } = await createKey(server, mine, { permission: grants(name) });
      assert.deepEqual(body.permission, grants(mine.workspace.id));
    }
    const refusals = await Promise.all(
      [theirs.workspace.slug, 'never-made'].map(async (name) => {
        const { body } = await server.refuse('createWorkspaceKey', 'semantic_error', {
          as: mine.owner.session,
          path: { workspace: mine.workspace.id },
          body: { name: 'K', environment: 'live', permission: grants(name) },
        });
        return body.errors;
      }),
    );
    assert.deepEqual(refusals[0], refusals[1]);
  });

  it('a permission, an expiry or a limit that makes no sense is refused where it stands', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const base = { name: 'K', environment: 'live', permission: reading };
    const soon = (after: number) => new Date(server.clock.now() + after).toISOString();
    const cases: readonly (readonly [unknown, string, string])[] = [
      [{ ...base, permission: { kind: 'role', role_id: 'emperor' } }, 'semantic_error', '/permission/role_id'],
      [
        { ...base, permission: { kind: 'scopes', scopes: ['read', 'emperor'] } },
        'semantic_error',
        '/permission/scopes/1',
      ],
      [{ ...base, permission: undefined }, 'invalid_request', '/permission'],
      [{ ...base, permission: { kind: 'crown' } }, 'invalid_request', '/permission/kind'],
      [
        { ...base, permission: { kind: 'role', role_id: 'viewer', scopes: ['read'] } },
        'invalid_request',
        '/permission/scopes',
      ],
      [{ ...base, expires_at: soon(-1) }, 'semantic_error', '/expires_at'],
      [{ ...base, expires_at: soon(days(365) + 1) }, 'semantic_error', '/expires_at'],
      [{ ...base, expires_at: null }, 'semantic_error', '/expires_at'],
      [{ ...base, expires_at: '2026-02-30T00:00:00Z' }, 'invalid_request', '/expires_at'],
      [{ ...base, expires_at: 'tomorrow' }, 'invalid_request', '/expires_at'],
      [{ ...base, expires_at: 1e12 }, 'invalid_request', '/expires_at'],
      [{ ...base, expires_at: -1 }, 'invalid_request', '/expires_at'],
      [{ ...base, resource_limit: ['content::x'] }, 'invalid_request', '/resource_limit/0'],
      [{ ...base, resource_limit: ['workspace:never-made:*'] }, 'semantic_error', '/resource_limit/0'],
      [{ ...base, environment: 'production' }, 'invalid_request', '/environment'],
      [{ ...base, environment: undefined }, 'invalid_request', '/environment'],
      [{ ...base, name: '' }, 'invalid_request', '/name'],
      [{ ...base, secret: 'zk_live_mine' }, 'invalid_request', '/secret'],
      [{ ...base, workspace_id: 'wsp_01kafe00000000000000000001' }, 'invalid_request', '/workspace_id'],
      [{ ...base, state: 'active' }, 'invalid_request', '/state'],
    ];
    const before = await dumpOf(server);
    for (const [body, code, pointer] of cases) {
      const problem = JSON.parse((await create(owner.session, workspace.id, body)).text);
      assert.equal(problem.code, code, JSON.stringify(body));
      assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(problem));
    }
    const unknown = JSON.parse(
      (
        await create(owner.session, workspace.id, {
          ...base,
          permission: {
            kind: 'grants',
            grants: [{ effect: 'allow', actions: ['latchkey.nothing'], resources: ['*'] }],
          },
        })
      ).text,
    );
    assert.equal(unknown.code, 'unknown_action');
    assert.equal(await dumpOf(server), before);
  });

  it('a permission with more than a hundred grants is refused', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const grant = { effect: 'allow', actions: ['content.read'], resources: ['content:*'] };
    const { status } = await create(owner.session, workspace.id, {
      name: 'K',
      environment: 'live',
      permission: { kind: 'grants', grants: Array(101).fill(grant) },
    });
    assert.ok([400, 409].includes(status));
    await createKey(server, { owner, workspace }, { permission: { kind: 'grants', grants: Array(100).fill(grant) } });
  });
});
