import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { claimsOfVerified } from '../../src/access-tokens/access-token-claims.ts';
import { minutes } from '../../src/clock.ts';
import { createKey, createServiceKey, mint, type Person, setUpOperator, signUpOwner } from '../support/actors.ts';
import { refresh, signUpRenewable } from '../support/renewable.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';

onEachServer('introspection', (at) => {
  let operator: Person;
  let service: string;
  before(async () => {
    operator = await setUpOperator(at.server);
    service = await createServiceKey(at.server, operator);
  });

  const introspect = async (token: string, as = service) =>
    (await at.server.succeed('introspectToken', { as, form: { token } })).body;

  it('says of a session token whose it is and until when', async () => {
    const { owner } = await signUpOwner(at.server);
    assert.deepEqual(await introspect(owner.session), {
      active: true,
      token_type: 'Bearer',
      iss: at.server.services.config.issuer,
      sub: owner.id,
      principal_type: 'user',
      environment: 'live',
      exp: Math.floor((at.server.clock.now() + minutes(31)) / 1_000),
      session_id: owner.sessionId,
    });
  });

  it('says of an access token what the token says, and of a key its workspace and scopes', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const token = await introspect(await mint(at.server, owner.session));
    assert.ok(token.active);
    assert.equal(token.exp, Math.floor(at.server.clock.now() / 1_000) + 600);
    assert.equal(token.client_id, 'latchkey');
    assert.equal(token.session_id, owner.sessionId);
    const { body: key } = await createKey(at.server, { owner, workspace });
    const known = await introspect(key.secret);
    assert.ok(known.active);
    assert.deepEqual(
      [known.sub, known.principal_type, known.workspace_id, known.exp],
      [key.id, 'workspace_key', workspace.id, Math.floor(Date.parse(key.expires_at ?? '') / 1_000)],
    );
  });

  it('says of an access token of a personal token the subject that the token says, its owner', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const { body: personal } = await createToken(at.server, owner, [workspace]);
    const token = await mint(at.server, personal.secret);
    const known = await introspect(token);
    assert.ok(known.active);
    assert.deepEqual([known.sub, known.principal_type], [owner.id, 'personal_token']);
    assert.equal(known.sub, claimsOfVerified(token)?.subject);
  });

  it('says of the secret before a rotation when its overlap ends', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const { body: key } = await createKey(at.server, { owner, workspace });
    await at.server.succeed('rotateWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: key.id },
      body: { overlap_seconds: 120 },
    });
    const known = await introspect(key.secret);
    assert.ok(known.active);
    assert.equal(known.exp, Math.floor((at.server.clock.now() + minutes(2)) / 1_000));
  });

  it('says the same few bytes of everything that is not to be used', async () => {
    const pair = await signUpRenewable(at.server);
    const used = pair.refresh_token;
    const { refresh_token: current } = await refresh(at.server, used);
    const { owner } = await signUpOwner(at.server);
    await at.server.succeed('revokeSession', { as: owner.session, path: { session_id: 'current' } });
    for (const token of [current, used, owner.session, 'nonsense', 'a.b.c', `${service}0`]) {
      const { text } = await at.server.succeed('introspectToken', { as: service, form: { token } });
      assert.equal(text, '{"active":false}', token);
    }
  });

  it('tells a workspace key of its own workspace and environment only', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const foreign = await signUpOwner(at.server);
    const { body: own } = await createKey(at.server, { owner, workspace });
    const { body: test } = await createKey(at.server, { owner, workspace }, { environment: 'test' });
    const { body: theirs } = await createKey(at.server, foreign);
    const { active: sees } = await introspect(owner.session, own.secret);
    assert.equal(sees, true);
    for (const token of [theirs.secret, foreign.owner.session, test.secret, service])
      assert.deepEqual(await introspect(token, own.secret), { active: false });
    assert.deepEqual(await introspect(own.secret, test.secret), { active: false });
  });

  it('is no use of a session', async () => {
    const { owner } = await signUpOwner(at.server);
    at.server.clock.advance(minutes(20));
    assert.equal((await introspect(owner.session)).active, true);
    at.server.clock.advance(minutes(11));
    assert.deepEqual(await introspect(owner.session), { active: false });
  });

  it('needs a key that may verify: nobody, people and other keys are refused as OAuth refuses', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const { body: reader } = await createKey(
      at.server,
      { owner, workspace },
      {
        permission: {
          kind: 'grants',
          grants: [{ effect: 'allow', actions: ['content.read'], resources: ['content:*'] }],
        },
      },
    );
    const form = { token: owner.session };
    const anonymous = await at.server.refuse('introspectToken', 'authentication_required', { form });
    assert.equal(anonymous.headers['www-authenticate'], 'Bearer realm="latchkey"');
    assert.equal(JSON.parse(anonymous.text).error, 'invalid_client');
    const rejected = await at.server.refuse('introspectToken', 'invalid_api_key', { as: `${service}0`, form });
    assert.equal(JSON.parse(rejected.text).error, 'invalid_token');
    for (const as of [owner.session, reader.secret]) {
      const refused = await at.server.refuse('introspectToken', 'insufficient_permissions', { as, form });
      assert.equal(JSON.parse(refused.text).error, 'insufficient_scope');
    }
    await at.server.refuse('introspectToken', 'invalid_request', { as: service, form: { token: '' } });
  });
});
