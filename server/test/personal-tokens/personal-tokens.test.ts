import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  mint,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import {
  changePolicy,
  createToken,
  giveRole,
  leave,
  outcomeOf,
  setUserState,
  setWorkspaceState,
  tokenBody,
  verify,
} from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };
const remove = { action: 'invoices.delete', resource: 'invoices:1' };

onEachServer('personal tokens', (at) => {
  let operator: Person;
  let service: string;
  before(async () => {
    operator = await setUpOperator(at.server);
    service = await createServiceKey(at.server, operator);
  });

  const ask = async (credential: string, question: Readonly<Record<string, unknown>>) =>
    outcomeOf(await verify(at.server, service, { credential, ...question }));

  it('Z6 the value is in the answer that creates it and nowhere else; at rest there is only a digest', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body, headers } = await createToken(server, owner, [workspace]);
    assert.match(body.secret, /^zp_live_[0-9A-Za-z]{38}$/);
    assert.equal(headers.location, `/v1/me/tokens/${body.id}`);
    const got = await server.succeed('getPersonalToken', { as: owner.session, path: { token_id: body.id } });
    const listed = await server.succeed('listPersonalTokens', { as: owner.session });
    const { secret, ...shown } = body;
    assert.deepEqual(got.body, shown);
    assert.deepEqual(listed.body, { data: [shown], next_cursor: null });
    const stored = await Promise.all(
      (['heads', 'names', 'api_tokens', 'audit_events', 'idempotency'] as const).map((name) =>
        server.store.find(name, {}),
      ),
    );
    assert.ok(!JSON.stringify(stored).includes(secret.slice(8)));
  });

  it('Z3 a token is opaque and lasts ninety days unless its maker says otherwise', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createToken(server, owner, [workspace]);
    assert.equal(Date.parse(body.expires_at ?? '') - Date.parse(body.created_at), days(90));
    assert.ok(!body.secret.includes('.'));
    const soon = new Date(server.clock.now() + days(2)).toISOString();
    assert.equal((await createToken(server, owner, 'all', { expires_at: soon })).body.expires_at, soon);
  });

  it('expiries follow the strictest covered policy, at creation and at update', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const strict = await createWorkspace(server, owner);
    await changePolicy(server, strict, { maximum_token_days: 7, default_token_days: 5 });
    const late = new Date(server.clock.now() + days(8)).toISOString();
    const { body } = await createToken(server, owner, [workspace, strict]);
    assert.equal(Date.parse(body.expires_at ?? '') - Date.parse(body.created_at), days(5));
    for (const expires_at of [late, null, '2020-01-01T00:00:00Z']) {
      const { body: problem } = await server.refuse('createPersonalToken', 'semantic_error', {
        as: owner.session,
        body: tokenBody([workspace, strict], { expires_at }),
      });
      assert.equal(problem.errors?.[0]?.pointer, '/expires_at');
      await server.refuse('updatePersonalToken', 'semantic_error', {
        as: owner.session,
        path: { token_id: body.id },
        body: { expires_at },
      });
    }
    await changePolicy(server, workspace, { maximum_token_days: null });
    assert.equal((await createToken(server, owner, [workspace], { expires_at: null })).body.expires_at, null);
  });

  it("V1 one token acts in several workspaces with its owner's own role in each, narrowed by its scopes", async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const [admins, views] = await Promise.all([signUpOwner(server), signUpOwner(server)]);
    await join(server, person, admins.workspace, 'admin');
    await join(server, person, views.workspace, 'viewer');
    const { secret } = (await createToken(server, person, [admins.workspace, views.workspace])).body;
    assert.equal(await ask(secret, { workspace: admins.workspace.slug, ...remove }), 'allowed');
    assert.equal(await ask(secret, { workspace: views.workspace.id, ...read }), 'allowed');
    assert.equal(
      await ask(secret, { workspace: views.workspace.id, ...remove }),
      'denied insufficient_permissions role',
    );
    const narrow = await createToken(server, person, 'all', { permission: { kind: 'scopes', scopes: ['read'] } });
    assert.equal(
      await ask(narrow.body.secret, { workspace: admins.workspace.id, ...remove }),
      'denied insufficient_permissions token',
    );

    await giveRole(server, person, admins.workspace, 'viewer');
    assert.equal(
      await ask(secret, { workspace: admins.workspace.id, ...remove }),
      'denied insufficient_permissions role',
    );
  });

  it('the answer to a guard names the token, its owner and the workspace that was asked about', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createToken(server, owner, [workspace], { environment: 'test' });
    const answer = await verify(server, service, { credential: body.secret, workspace: workspace.slug, ...read });
    assert.deepEqual('principal' in answer && answer.principal, {
      version: 1,
      type: 'personal_token',
      id: body.id,
      name: body.name,
      user_id: owner.id,
      workspace: { id: workspace.id, slug: workspace.slug },
      environment: 'test',
      permission_kind: 'scopes',
      expires_at: body.expires_at,
    });
    assert.equal(
      await ask(body.secret, { workspace: workspace.id, environment: 'live', ...read }),
      'denied wrong_environment environment',
    );
    assert.equal(await ask(body.secret, read), 'denied workspace_required workspace');
    assert.equal(await ask(body.secret, {}), 'authenticated');
  });

  it('a workspace that a token was not made for answers as one that does not exist', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const { secret } = (await createToken(server, owner, [workspace])).body;
    assert.equal(await ask(secret, { workspace: other.id, ...read }), 'denied not_found workspace');
    assert.equal(
      await ask(secret, { workspace: 'wsp_01kafe00000000000000000009', ...read }),
      'denied not_found workspace',
    );
    const foreign = await server.ask('getWorkspace', { as: secret, path: { workspace: other.id } });
    const unknown = await server.ask('getWorkspace', { as: secret, path: { workspace: 'no-such-workspace' } });
    assert.equal(foreign.status, 404);
    const bland = (text: string) => text.replaceAll(/"(?:trace_id|timestamp)":"[^"]+"/g, '');
    assert.equal(bland(foreign.text), bland(unknown.text));
  });

  it('V2 a token stops reaching a workspace when its owner leaves, and coming back does not revive it', async () => {
    const { server } = at;
    const person = await signUpPerson(server);
    const [left, kept] = await Promise.all([signUpOwner(server), signUpOwner(server)]);
    await join(server, person, left.workspace, 'member');
    await join(server, person, kept.workspace, 'member');
    const listed = (await createToken(server, person, [left.workspace, kept.workspace])).body;
    const everywhere = (await createToken(server, person, 'all')).body;
    for (const { secret } of [listed, everywhere])
      assert.equal(await ask(secret, { workspace: left.workspace.id, ...read }), 'allowed');

    await leave(server, person, left.workspace);
    for (const { id, secret } of [listed, everywhere]) {
      assert.equal(await ask(secret, { workspace: left.workspace.id, ...read }), 'denied not_found workspace');
      assert.equal(await ask(secret, { workspace: kept.workspace.id, ...read }), 'allowed');
      const me = await server.succeed('getMe', { as: secret });
      assert.deepEqual(
        me.body.workspaces.map((workspace) => workspace.id),
        [kept.workspace.id],
      );
      await server.succeed('getPersonalToken', { as: person.session, path: { token_id: id } });
    }
    const shown = await server.succeed('getPersonalToken', { as: person.session, path: { token_id: listed.id } });
    assert.deepEqual(shown.body.not_reached, [{ workspace_id: left.workspace.id, reason: 'not_a_member' }]);

    server.clock.advance(1_000);
    await giveRole(server, person, left.workspace, 'member');
    for (const { id, secret } of [listed, everywhere]) {
      assert.equal(await ask(secret, { workspace: left.workspace.id, ...read }), 'denied not_found workspace');
      const again = await server.succeed('getPersonalToken', { as: person.session, path: { token_id: id } });
      assert.deepEqual(again.body.not_reached, [{ workspace_id: left.workspace.id, reason: 'left_since_creation' }]);
    }
    const fresh = (await createToken(server, person, [left.workspace])).body;
    assert.equal(await ask(fresh.secret, { workspace: left.workspace.id, ...read }), 'allowed');
  });

  it('V5 the policy decides whose tokens get in, at once and in both directions', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'member');
    const [owners, members] = await Promise.all(
      [owner, member].map(async (person) => (await createToken(server, person, [workspace])).body),
    );
    const both = () =>
      Promise.all([owners, members].map((token) => ask(token?.secret ?? '', { workspace: workspace.id, ...read })));
    assert.deepEqual(await both(), ['allowed', 'allowed']);
    await changePolicy(server, workspace, { personal_tokens: 'owners_and_admins' });
    assert.deepEqual(await both(), ['allowed', 'denied insufficient_permissions policy']);
    const shown = await server.succeed('getPersonalToken', {
      as: member.session,
      path: { token_id: members?.id ?? '' },
    });
    assert.deepEqual(shown.body.not_reached, [{ workspace_id: workspace.id, reason: 'personal_tokens_not_allowed' }]);
    assert.equal(
      await ask(members?.secret ?? '', { workspace: workspace.id }),
      'denied insufficient_permissions policy',
    );
    await server.refuse('createPersonalToken', 'insufficient_permissions', {
      as: member.session,
      body: tokenBody([workspace]),
    });
    await createToken(server, member, 'all');
    await changePolicy(server, workspace, { personal_tokens: 'no_one' });
    assert.deepEqual(await both(), [
      'denied insufficient_permissions policy',
      'denied insufficient_permissions policy',
    ]);
    await server.refuse('createPersonalToken', 'insufficient_permissions', {
      as: owner.session,
      body: tokenBody([workspace]),
    });
    await changePolicy(server, workspace, { personal_tokens: 'all_members' });
    assert.deepEqual(await both(), ['allowed', 'allowed']);
    await changePolicy(server, workspace, { environments: ['test'] });
    assert.deepEqual(await both(), [
      'denied insufficient_permissions policy',
      'denied insufficient_permissions policy',
    ]);
  });

  it('Z4 only a session makes tokens: no API token and no access token of one can', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const token = (await createToken(server, owner, [workspace])).body.secret;
    const key = (await createKey(server, { owner, workspace })).body.secret;
    const callers = [token, key, service, await mint(server, token), await mint(server, key)];
    for (const as of callers) {
      await server.refuse('createPersonalToken', 'insufficient_permissions', { as, body: tokenBody([workspace]) });
      await server.refuse('listPersonalTokens', 'insufficient_permissions', { as });
      await server.refuse('listSessions', 'insufficient_permissions', { as });
      await server.refuse('createWorkspace', 'insufficient_permissions', { as, body: { name: 'Mine' } });
    }
    await server.refuse('createPersonalToken', 'authentication_required', { body: tokenBody([workspace]) });
    const minted = await mint(server, owner.session);
    assert.equal((await server.ask('createPersonalToken', { as: minted, body: tokenBody([workspace]) })).status, 201);
  });

  it('a workspace that its maker is not in cannot be listed, whether or not it exists', async () => {
    const { server } = at;
    const { owner } = await signUpOwner(server);
    const foreign = await signUpOwner(server);
    for (const id of [foreign.workspace.id, 'wsp_01kafe00000000000000000009']) {
      const { body } = await server.refuse('createPersonalToken', 'semantic_error', {
        as: owner.session,
        body: tokenBody([{ id, slug: '' }]),
      });
      assert.equal(body.errors?.[0]?.pointer, '/workspaces/workspace_ids/0');
      await server.refuse('createPersonalToken', 'semantic_error', {
        as: owner.session,
        body: tokenBody('all', { resource_limit: [`workspace:${id}:invoices:*`] }),
      });
    }
  });

  it('a token is nobody else’s to see, change, rotate or end', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id } = (await createToken(server, owner, [workspace])).body;
    const other = await signUpPerson(server);
    const asked = { as: other.session, path: { token_id: id } };
    await server.refuse('getPersonalToken', 'not_found', asked);
    await server.refuse('updatePersonalToken', 'not_found', { ...asked, body: { name: 'Mine' } });
    await server.refuse('revokePersonalToken', 'not_found', asked);
    await server.refuse('rotatePersonalToken', 'not_found', { ...asked, body: {} });
    await server.refuse('suspendPersonalToken', 'not_found', asked);
    await server.refuse('resumePersonalToken', 'not_found', asked);
    await server.refuse('endPersonalTokenOverlap', 'not_found', asked);
  });

  it('Z8 a revoked token is dead at once, for good, and revoking it again is no error', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret, name } = (await createToken(server, owner, [workspace])).body;
    const asked = { as: owner.session, path: { token_id: id } };
    await server.succeed('revokePersonalToken', asked);
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'invalid invalid_api_key');
    await server.refuse('getMe', 'invalid_api_key', { as: secret });
    await server.succeed('revokePersonalToken', asked);
    for (const operation of ['resumePersonalToken', 'suspendPersonalToken'] as const)
      await server.refuse(operation, 'conflict', asked);
    await server.refuse('rotatePersonalToken', 'conflict', { ...asked, body: {} });
    await server.refuse('updatePersonalToken', 'conflict', { ...asked, body: { name: 'Back' } });
    assert.equal((await server.succeed('getPersonalToken', asked)).body.state, 'revoked');
    await createToken(server, owner, [workspace], { name });
  });

  it('a suspended token is refused until it is resumed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createToken(server, owner, [workspace])).body;
    const asked = { as: owner.session, path: { token_id: id } };
    assert.equal((await server.succeed('suspendPersonalToken', asked)).body.state, 'suspended');
    assert.equal((await server.succeed('suspendPersonalToken', asked)).body.state, 'suspended');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'invalid invalid_api_key');
    assert.equal((await server.succeed('resumePersonalToken', asked)).body.state, 'active');
    assert.equal((await server.succeed('resumePersonalToken', asked)).body.state, 'active');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'allowed');
    const events = (await eventsOf(server, 'deployment')).filter((event) => JSON.stringify(event).includes(id));
    assert.deepEqual(
      events.map(({ action }) => action),
      ['personal_token.created', 'personal_token.suspended', 'personal_token.resumed'],
    );
  });

  it('a token is blocked while its owner is suspended, and while a workspace is', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const { secret } = (await createToken(server, owner, 'all')).body;
    await setUserState(server, owner, 'suspended');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'invalid invalid_api_key');
    await setUserState(server, owner, 'active');
    await setWorkspaceState(server, workspace, 'suspended');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'denied workspace_suspended workspace');
    assert.equal(await ask(secret, { workspace: other.id, ...read }), 'allowed');
    await setWorkspaceState(server, workspace, 'deleted');
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'denied not_found workspace');
  });

  it('an expired token is refused, gives its name up, and cannot be changed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret, name, expires_at } = (await createToken(server, owner, [workspace])).body;
    await server.refuse('createPersonalToken', 'name_taken', {
      as: owner.session,
      body: tokenBody([workspace], { name }),
    });
    server.clock.advance(Date.parse(expires_at ?? '') - server.clock.now());
    assert.equal(await ask(secret, {}), 'invalid invalid_api_key');
    const { email } = owner;
    const session = (await server.succeed('signIn', { body: { email, password: 'rivers carry small stones' } })).body;
    const as = 'session_token' in session ? session.session_token : '';
    await server.refuse('updatePersonalToken', 'conflict', { as, path: { token_id: id }, body: { expires_at: null } });
    assert.equal((await server.succeed('getPersonalToken', { as, path: { token_id: id } })).body.state, 'expired');
    await server.succeed('createPersonalToken', { as, body: tokenBody([workspace], { name }) });
    operator = await server
      .succeed('signIn', { body: { email: operator.email, password: 'rivers carry small stones' } })
      .then(({ body }) => ({ ...operator, session: 'session_token' in body ? body.session_token : '' }));
  });

  it('an update changes the members that are sent, null clears, and the trail names what changed', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const before = (await createToken(server, owner, [workspace], { description: 'First' })).body;
    const path = { token_id: before.id };
    const name = unique('renamed');
    const body = { name, description: null, permission: { kind: 'scopes', scopes: ['read'] } };
    const after = (await server.succeed('updatePersonalToken', { as: owner.session, path, body })).body;
    const { secret, ...shown } = before;
    assert.deepEqual(after, { ...shown, ...body });
    assert.equal(await ask(secret, { workspace: workspace.id, ...remove }), 'denied insufficient_permissions token');
    const limited = { resource_limit: ['invoices:2'] };
    await server.succeed('updatePersonalToken', { as: owner.session, path, body: limited });
    assert.equal(
      await ask(secret, { workspace: workspace.id, ...read }),
      'denied insufficient_permissions resource_limit',
    );
    await server.succeed('updatePersonalToken', { as: owner.session, path, body: { resource_limit: null } });
    assert.equal(await ask(secret, { workspace: workspace.id, ...read }), 'allowed');
    await server.succeed('updatePersonalToken', { as: owner.session, path, body: { name } });
    await server.refuse('updatePersonalToken', 'invalid_request', { as: owner.session, path, body: {} });
    await server.refuse('updatePersonalToken', 'invalid_request', {
      as: owner.session,
      path,
      body: { environment: 'test' },
    });

    const updates = (await eventsOf(server, 'deployment')).filter(
      (event) => event.action === 'personal_token.updated' && JSON.stringify(event).includes(before.id),
    );
    assert.deepEqual(
      updates.map((event) => (event.changes as readonly { member: string }[]).map(({ member }) => member)),
      [['name', 'description', 'permission'], ['resource_limit'], ['resource_limit']],
    );
    await createToken(server, owner, [workspace], { name: before.name });
    await server.refuse('updatePersonalToken', 'name_taken', {
      as: owner.session,
      path,
      body: { name: before.name },
    });
  });

  it('creation and end are in the deployment’s trail and in that of each listed workspace', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const second = await createWorkspace(server, owner);
    const { id } = (await createToken(server, owner, [workspace, second])).body;
    await server.succeed('revokePersonalToken', { as: owner.session, path: { token_id: id } });
    for (const stream of ['deployment', workspace.id, second.id]) {
      const events = (await eventsOf(server, stream)).filter((event) => JSON.stringify(event).includes(id));
      assert.deepEqual(
        events.map(({ action, actor }) => ({ action, actor })),
        ['personal_token.created', 'personal_token.revoked'].map((action) => ({
          action,
          actor: { kind: 'user', id: owner.id, name: 'Ada Example' },
        })),
      );
    }
  });

  it('Z7 where a workspace does not name owners, its trail has the token by name and no trace of a person', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    await changePolicy(server, workspace, { audit_names_token_owner: false });
    const { id, name } = (await createToken(server, owner, [workspace])).body;
    const event = (await eventsOf(server, workspace.id)).find(({ action }) => action === 'personal_token.created');
    assert.deepEqual(event?.actor, { kind: 'personal_token', id, name });
    assert.equal(event?.credential, null);
    assert.equal(event?.ip, null);
    assert.ok(!JSON.stringify(event).includes(owner.id));
    assert.ok(JSON.stringify(await eventsOf(server, 'deployment')).includes(owner.id));
  });

  it('an empty list means nothing and never everything: of scopes, of grants, of resources and of workspaces', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const question = { workspace: workspace.slug, action: 'a.read', resource: 'b' };
    const everything = { kind: 'role', role_id: 'owner' };
    for (const [about, outcome] of [
      [{ permission: everything }, 'allowed'],
      [{ permission: { kind: 'scopes', scopes: [] } }, 'denied insufficient_permissions token'],
      [{ permission: { kind: 'grants', grants: [] } }, 'denied insufficient_permissions token'],
      [{ permission: everything, resource_limit: [] }, 'denied insufficient_permissions resource_limit'],
    ] as const) {
      const { body: token } = await createToken(server, owner, [workspace], about);
      const { body: key } = await createKey(server, { owner, workspace }, about);
      for (const { secret } of [token, key])
        assert.equal(outcomeOf(await verify(server, service, { credential: secret, ...question })), outcome);
    }
    await server.refuse('createPersonalToken', 'invalid_request', { as: owner.session, body: tokenBody([]) });
  });

  it('an unknown scope is refused, and so is a token without a permission where the catalog has no default', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await server.refuse('createPersonalToken', 'semantic_error', {
      as: owner.session,
      body: tokenBody([workspace], { permission: { kind: 'scopes', scopes: ['read', 'no_such_scope'] } }),
    });
    assert.equal(body.errors?.[0]?.pointer, '/permission/scopes/1');
    const { body: missing } = await server.refuse('createPersonalToken', 'invalid_request', {
      as: owner.session,
      body: tokenBody([workspace], { permission: undefined }),
    });
    assert.equal(missing.errors?.[0]?.pointer, '/permission');
  });

  it('V7 X-API-Key and Bearer are equal, and V8 a wrong one is 401 invalid_api_key', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { secret } = (await createToken(server, owner, [workspace])).body;
    const bearer = await server.succeed('getMe', { as: secret });
    const header = await server.succeed('getMe', { headers: { 'X-API-Key': secret } });
    assert.deepEqual(header.body, bearer.body);
    const wrong = `${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`;
    await server.refuse('getMe', 'invalid_api_key', { as: wrong });
    await server.refuse('getMe', 'invalid_api_key', { headers: { 'X-API-Key': wrong } });
  });

  it('C5 no grant of a token reaches a latchkey action but the five that tokens may hold', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const grants = [{ effect: 'allow', actions: ['*', 'latchkey.*'], resources: ['*', 'latchkey:*'] }];
    const { secret } = (await createToken(server, owner, [workspace], { permission: { kind: 'grants', grants } })).body;
    const path = { workspace: workspace.id };
    await server.succeed('getWorkspace', { as: secret, path });
    await server.succeed('listRoles', { as: secret, path });
    await server.succeed('listAuditEvents', { as: secret, path });
    await server.refuse('listWorkspaceKeys', 'insufficient_permissions', { as: secret, path });
    for (const action of ['latchkey.keys.create', 'latchkey.members.update', 'latchkey.personal_tokens.delete']) {
      assert.equal(
        await ask(secret, { workspace: workspace.id, action, resource: 'latchkey:keys' }),
        'denied api_tokens_never catalog',
      );
    }
    const quiet = (await createToken(server, owner, [workspace])).body.secret;
    await server.refuse('getWorkspace', 'insufficient_permissions', { as: quiet, path });
  });

  it('a test token sees the test events of a workspace and no others', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const grants = [{ effect: 'allow', actions: ['latchkey.audit.read'], resources: ['latchkey:*'] }];
    const permission = { kind: 'grants', grants };
    const { secret } = (await createToken(server, owner, [workspace], { environment: 'test', permission })).body;
    await createKey(server, { owner, workspace });
    const { body } = await server.succeed('listAuditEvents', { as: secret, path: { workspace: workspace.id } });
    assert.deepEqual(
      body.data.map(({ environment, action }) => `${environment} ${action}`),
      ['test personal_token.created'],
    );
  });

  it('what a token may list is what it reaches', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const { secret } = (await createToken(server, owner, [workspace])).body;
    const all = (await createToken(server, owner, 'all')).body.secret;
    const ids = async (as: string) =>
      (await server.succeed('listWorkspaces', { as })).body.data.map(({ id }) => id).sort();
    assert.deepEqual(await ids(secret), [workspace.id]);
    assert.deepEqual(await ids(all), [workspace.id, other.id].sort());
    const joined = await signUpOwner(server);
    await join(server, owner, joined.workspace, 'member');
    assert.ok((await ids(all)).includes(joined.workspace.id));
  });

  it('the hundred-and-first live token is refused, and revoking one makes room', async () => {
    const { server } = at;
    const { owner } = await signUpOwner(server);
    const tokens: Awaited<ReturnType<typeof createToken>>[] = [];
    while (tokens.length < 100) tokens.push(await createToken(server, owner, 'all'));
    await server.refuse('createPersonalToken', 'limit_reached', { as: owner.session, body: tokenBody('all') });
    await server.succeed('revokePersonalToken', {
      as: owner.session,
      path: { token_id: tokens[0]?.body.id ?? '' },
    });
    await createToken(server, owner, 'all');
  });

  it('a retry with the same Idempotency-Key makes one token and gets the same bytes', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const asked = {
      as: owner.session,
      body: tokenBody([workspace]),
      headers: { 'Idempotency-Key': 'create-a-token-once' },
    };
    const answers = await Promise.all(Array.from({ length: 8 }, () => server.ask('createPersonalToken', asked)));
    assert.deepEqual(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size, 1);
    assert.equal((await server.succeed('listPersonalTokens', { as: owner.session })).body.data.length, 1);
    await server.refuse('createPersonalToken', 'idempotency_key_reused', { ...asked, body: tokenBody('all') });
  });

  it('a use is noted, at most once a minute, and never the secret', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createToken(server, owner, [workspace])).body;
    await ask(secret, { workspace: workspace.id, ...read });
    await server.services.lastUse.settled();
    const used = async () =>
      (await server.succeed('getPersonalToken', { as: owner.session, path: { token_id: id } })).body.last_used_at;
    const first = await used();
    assert.equal(first, new Date(server.clock.now()).toISOString());
    server.clock.advance(59_000);
    await ask(secret, {});
    await server.services.lastUse.settled();
    assert.equal(await used(), first);
    server.clock.advance(1_000);
    await ask(secret, {});
    await server.services.lastUse.settled();
    assert.equal(await used(), new Date(server.clock.now()).toISOString());
  });

  it('once warm, verifying a token, a key or an access token of either is one read and no write', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { secret } = (await createToken(server, owner, [workspace])).body;
    const key = (await createKey(server, { owner, workspace })).body.secret;
    const minted = [await mint(server, secret), await mint(server, key)];
    for (const credential of [secret, key, ...minted]) {
      const question = { credential, workspace: workspace.id, ...read };
      await verify(server, service, question);
      await verify(server, service, question);
      await server.services.lastUse.settled();
      server.watched.take();
      await verify(server, service, question);
      assert.deepEqual(server.watched.take(), ['heads']);
    }
  });
});
