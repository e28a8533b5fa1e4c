import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { days } from '../../src/clock.ts';
import { createKey, createServiceKey, createWorkspace, mint, setUpOperator, signUpOwner } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, outcomeOf, tokenBody, verify } from '../support/token-actors.ts';

onEachServer('making personal tokens', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

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
});
