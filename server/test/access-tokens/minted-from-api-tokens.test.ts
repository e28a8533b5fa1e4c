import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { minutes, seconds } from '../../src/clock.ts';
import { createKey, createServiceKey, createWorkspace, mint, setUpOperator, signUpOwner } from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { changePolicy, createToken, leave, outcomeOf, setUserState, verify } from '../support/token-actors.ts';

const read = { action: 'invoices.read', resource: 'invoices:1' };
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

onEachServer('access tokens of API tokens', (at) => {
  let service: string;
  before(async () => {
    service = await createServiceKey(at.server, await setUpOperator(at.server));
  });

  const ask = async (credential: string, question: Readonly<Record<string, unknown>> = {}) =>
    outcomeOf(await verify(at.server, service, { credential, ...question }));

  it('an access token of a personal token is for its owner, names the token and holds no personal data', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, name, secret } = (await createToken(server, owner, [workspace], { environment: 'test' })).body;
    const claims = claimsOf(await mint(server, secret));
    assert.deepEqual(
      { sub: claims.sub, token_id: claims.token_id, environment: claims.environment, generation: claims.generation },
      { sub: owner.id, token_id: id, environment: 'test', generation: 1 },
    );
    assert.equal(claims.sid, undefined);
    assert.ok(!JSON.stringify(claims).includes(name));
    assert.ok(!JSON.stringify(claims).includes(owner.email));
  });

  it('an access token of a workspace key is for the key', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createKey(server, { owner, workspace })).body;
    const claims = claimsOf(await mint(server, secret));
    assert.deepEqual({ sub: claims.sub, token_id: claims.token_id }, { sub: id, token_id: id });
  });

  it('it counts everywhere as the token it came from, as Bearer and in the header token', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const token = (await createToken(server, owner, [workspace])).body;
    const key = (await createKey(server, { owner, workspace })).body;
    for (const { secret } of [token, key]) {
      const minted = await mint(server, secret);
      const asItself = await server.succeed('getMe', { as: secret });
      assert.deepEqual((await server.succeed('getMe', { as: minted })).body, asItself.body);
      assert.deepEqual((await server.succeed('getMe', { headers: { token: minted } })).body, asItself.body);
      await server.refuse('getMe', 'invalid_api_key', { headers: { 'X-API-Key': minted } });
      await server.refuse('getMe', 'invalid_api_key', { headers: { token: secret } });
      const question = { workspace: workspace.id, ...read };
      assert.deepEqual(
        await verify(server, service, { credential: minted, ...question }),
        await verify(server, service, { credential: secret, ...question }),
      );
    }
  });

  it('a workspace key with the right to verify may do so by its access token', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const permission = { kind: 'scopes', scopes: ['verify'] };
    const verifier = (await createKey(server, { owner, workspace }, { permission })).body.secret;
    const { secret } = (await createToken(server, owner, [workspace])).body;
    const by = await mint(server, verifier);
    assert.equal(outcomeOf(await verify(server, by, { credential: secret, ...read })), 'allowed');
    const foreign = await signUpOwner(server);
    const unknown = (await createToken(server, foreign.owner, [foreign.workspace])).body.secret;
    assert.equal(outcomeOf(await verify(server, by, { credential: unknown, ...read })), 'invalid invalid_api_key');
    const test = (await createToken(server, owner, [workspace], { environment: 'test' })).body.secret;
    assert.equal(outcomeOf(await verify(server, by, { credential: test, ...read })), 'invalid invalid_api_key');
  });

  it('it cannot be exchanged, and a service key mints none', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { secret } = (await createToken(server, owner, [workspace])).body;
    const minted = await mint(server, secret);
    await server.refuse('mintAccessToken', 'insufficient_permissions', { as: minted });
    await server.refuse('mintAccessToken', 'insufficient_permissions', { as: service });
  });

  it('it dies with the secret it was minted with: by rotation, by the end of the overlap, by suspension, by revocation', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, secret } = (await createToken(server, owner, [workspace])).body;
    const asked = { as: owner.session, path: { token_id: id } };
    const first = await mint(server, secret);
    const { body } = await server.succeed('rotatePersonalToken', { ...asked, body: { overlap_seconds: 120 } });
    const second = await mint(server, body.secret);
    const late = await server.succeed('mintAccessToken', { as: secret });
    assert.ok(late.body.expires_in <= 120);
    assert.deepEqual([await ask(first), await ask(second)], ['authenticated', 'authenticated']);
    await server.succeed('endPersonalTokenOverlap', asked);
    assert.deepEqual([await ask(first), await ask(second)], ['invalid invalid_token', 'authenticated']);
    await server.succeed('suspendPersonalToken', asked);
    assert.equal(await ask(second), 'invalid invalid_token');
    await server.succeed('resumePersonalToken', asked);
    assert.equal(await ask(second), 'authenticated');
    await server.succeed('revokePersonalToken', asked);
    assert.equal(await ask(second), 'invalid invalid_token');
    await server.refuse('getMe', 'invalid_token', { as: second });
  });

  it('it never has more rights than the token has now', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const other = await createWorkspace(server, owner);
    const { id, secret } = (await createToken(server, owner, [workspace, other])).body;
    const minted = await mint(server, secret);
    const here = { workspace: workspace.id, action: 'invoices.delete', resource: 'invoices:1' };
    assert.equal(await ask(minted, here), 'allowed');
    await server.succeed('updatePersonalToken', {
      as: owner.session,
      path: { token_id: id },
      body: { permission: { kind: 'scopes', scopes: ['read'] } },
    });
    assert.equal(await ask(minted, here), 'denied insufficient_permissions token');
    await changePolicy(server, workspace, { personal_tokens: 'no_one' });
    assert.equal(await ask(minted, { ...read, workspace: workspace.id }), 'denied insufficient_permissions policy');
    await leave(server, owner, other);
    assert.equal(await ask(minted, { ...read, workspace: other.id }), 'denied not_found workspace');
    await setUserState(server, owner, 'suspended');
    assert.equal(await ask(minted), 'invalid invalid_token');
  });

  it('it lives as long as was asked for, and never longer than its token', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const expires_at = new Date(server.clock.now() + minutes(5)).toISOString();
    const { secret } = (await createToken(server, owner, [workspace], { expires_at })).body;
    const { body: short } = await server.succeed('mintAccessToken', { as: secret, query: { expiration: 60 } });
    const { body: cut } = await server.succeed('mintAccessToken', { as: secret, query: { expiration: 3600 } });
    assert.equal(short.expires_in, 60);
    assert.ok(cut.expires_in <= 300 && Date.parse(cut.expires_at) <= Date.parse(expires_at));
    server.clock.advance(seconds(61));
    assert.deepEqual([await ask(short.token), await ask(cut.token)], ['invalid invalid_token', 'authenticated']);
    await server.refuse('mintAccessToken', 'invalid_request', { as: secret, query: { expiration: 3601 } });
  });

  it('minting writes no event and a head request mints nothing', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { secret } = (await createToken(server, owner, [workspace])).body;
    const before = (await eventsOf(server, 'deployment')).length;
    await mint(server, secret);
    assert.equal((await eventsOf(server, 'deployment')).length, before);
  });
});
