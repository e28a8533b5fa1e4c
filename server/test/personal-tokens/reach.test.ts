import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  mint,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, giveRole, leave, outcomeOf, tokenBody, verify } from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };
const remove = { action: 'invoices.delete', resource: 'invoices:1' };

onEachServer('what personal tokens reach', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, question: Readonly<Record<string, unknown>>) =>
    outcomeOf(await verify(at.server, service, { credential, ...question }));

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
