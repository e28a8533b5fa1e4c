import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import {
  createKey,
  createServiceKey,
  join,
  mint,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
} from '../support/actors.ts';
import { dumpOf, eventsOf, onEachServer } from '../support/test-server.ts';

const reading = {
  kind: 'grants',
  grants: [
    { effect: 'allow', actions: ['content.read'], resources: ['content:*'] },
    { effect: 'deny', actions: ['content.read'], resources: ['content:secret'] },
    { effect: 'allow', actions: ['content.update'], resources: ['content:*'], conditions: { status: ['draft'] } },
    { effect: 'allow', actions: ['content.delete'], resources: ['content:*'], conditions: { own: true } },
  ],
};
const invalidKey = { outcome: 'invalid', code: 'invalid_api_key', cache_seconds: 0 };
const invalidToken = { outcome: 'invalid', code: 'invalid_token', cache_seconds: 0 };

onEachServer('verifying a credential', (at) => {
  let operator: Person;
  let serviceKey: string;
  before(async () => {
    operator = await setUpOperator(at.server);
    serviceKey = await createServiceKey(at.server, operator);
  });
  const verify = async (body: Readonly<Record<string, unknown>>, as = serviceKey) =>
    (await at.server.succeed('verifyCredential', { as, body })).body;
  const decisionOf = async (body: Readonly<Record<string, unknown>>, as = serviceKey) => {
    const answer = await verify(body, as);
    return 'decision' in answer ? { outcome: answer.outcome, ...answer.decision } : { outcome: answer.outcome };
  };

  it('a key is told apart from its permission: who it is, and what each grant of it decides', async () => {
    const { owner, workspace } = await signUpOwner(at.server);
    const { body: key } = await createKey(at.server, { owner, workspace }, { permission: reading });
    const credential = key.secret;
    const answer = await verify({ credential, action: 'content.read', resource: 'content:posts' });
    assert.deepEqual(answer, {
      outcome: 'allowed',
      principal: {
        version: 1,
        type: 'workspace_key',
        id: key.id,
        name: key.name,
        workspace,
        environment: 'live',
        permission_kind: 'grants',
        expires_at: key.expires_at,
      },
      decision: { code: 'allowed', layer: 'token', grant: 0 },
      cache_seconds: 0,
    });
    const refused = { outcome: 'denied', code: 'insufficient_permissions', layer: 'token' };
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, unknown])[] = [
      [
        { action: 'content.read', resource: 'content:secret' },
        { ...refused, grant: 1 },
      ],
      [{ action: 'content.read', resource: 'billing:1' }, refused],
      [{ action: 'invoices.read', resource: 'content:posts' }, refused],
      [{ action: 'content.update', resource: 'content:posts' }, refused],
      [{ action: 'content.update', resource: 'content:posts', attributes: { status: 'published' } }, refused],
      [
        { action: 'content.update', resource: 'content:posts', attributes: { status: 'draft' } },
        { outcome: 'allowed', code: 'allowed', layer: 'token', grant: 2 },
      ],
      [{ action: 'content.delete', resource: 'content:posts', attributes: { owner_id: owner.id } }, refused],
      [
        { action: 'content.delete', resource: 'content:posts', attributes: { owner_id: key.id } },
        { outcome: 'allowed', code: 'allowed', layer: 'token', grant: 3 },
      ],
      [
        { action: 'latchkey.keys.create', resource: 'latchkey:keys' },
        { outcome: 'denied', code: 'api_tokens_never', layer: 'catalog' },
      ],
      [
        { action: 'latchkey.nothing.read', resource: 'latchkey:keys' },
        { outcome: 'denied', code: 'unknown_action', layer: 'catalog' },
      ],
      [
        { action: 'content.read', resource: 'content:posts', environment: 'test' },
        { outcome: 'denied', code: 'wrong_environment', layer: 'environment' },
      ],
      [
        { action: 'content.read', resource: 'workspace:never-made:content:posts' },
        { outcome: 'denied', code: 'not_found', layer: 'workspace' },
      ],
      [
        { action: 'content.read', resource: `workspace:${workspace.slug}:content:posts` },
        { outcome: 'allowed', code: 'allowed', layer: 'token', grant: 0 },
      ],
    ];
    for (const [question, expected] of cases)
      assert.deepEqual(await decisionOf({ credential, ...question }), expected, JSON.stringify(question));
  });

  it('actions that no API token may do are denied to a key even with the role of an owner', async () => {
    const { body: key } = await createKey(at.server, await signUpOwner(at.server));
    for (const action of [
      'latchkey.keys.create',
      'latchkey.members.update',
      'latchkey.workspace.delete',
      'latchkey.policy.update',
    ])
      assert.deepEqual(await decisionOf({ credential: key.secret, action, resource: 'latchkey:keys' }), {
        outcome: 'denied',
        code: 'api_tokens_never',
        layer: 'catalog',
      });
  });

  it('a resource limit holds whatever the permission allows', async () => {
    const { body: key } = await createKey(at.server, await signUpOwner(at.server), {
      resource_limit: ['content:posts:*'],
    });
    const ask = (resource: string) => decisionOf({ credential: key.secret, action: 'content.read', resource });
    assert.equal((await ask('content:posts:1')).outcome, 'allowed');
    assert.equal((await ask('content:posts')).outcome, 'allowed');
    assert.deepEqual(await ask('content:pages'), {
      outcome: 'denied',
      code: 'insufficient_permissions',
      layer: 'resource_limit',
    });
  });

  it('a person is judged by their live role in the workspace that is named', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const viewer = await signUpPerson(server);
    await join(server, viewer, workspace, 'viewer');
    const ask = (credential: string, action: string, about = {}) =>
      decisionOf({ credential, workspace: workspace.slug, action, resource: 'content:1', ...about });
    assert.equal((await ask(owner.session, 'content.update')).outcome, 'allowed');
    assert.equal((await ask(viewer.session, 'content.read')).outcome, 'allowed');
    assert.deepEqual(await ask(viewer.session, 'content.update'), {
      outcome: 'denied',
      code: 'insufficient_permissions',
      layer: 'role',
    });
    assert.equal((await ask(await mint(server, viewer.session), 'content.read')).outcome, 'allowed');
    assert.deepEqual(await ask(viewer.session, 'content.read', { workspace: 'never-made' }), {
      outcome: 'denied',
      code: 'not_found',
      layer: 'workspace',
    });
    const outsider = await signUpPerson(server);
    assert.deepEqual(await ask(outsider.session, 'content.read'), {
      outcome: 'denied',
      code: 'not_found',
      layer: 'workspace',
    });
    assert.deepEqual(await decisionOf({ credential: viewer.session, action: 'content.read', resource: 'content:1' }), {
      outcome: 'denied',
      code: 'workspace_required',
      layer: 'workspace',
    });
  });

  it('a role that changes counts from the next question on', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const person = await signUpPerson(server);
    await join(server, person, workspace, 'viewer');
    const ask = async () =>
      (
        await decisionOf({
          credential: person.session,
          workspace: workspace.id,
          action: 'content.update',
          resource: 'content:1',
        })
      ).outcome;
    assert.equal(await ask(), 'denied');
    await server.store.commit(
      [
        {
          _id: `evt_promoted_${person.id}`,
          stream: workspace.id,
          occurred_at: server.clock.now(),
          action: 'member.role_changed',
        },
      ],
      [
        { update: 'memberships', where: { _id: `${workspace.id}:${person.id}` }, set: { $set: { role_id: 'admin' } } },
        { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
      ],
    );
    assert.equal(await ask(), 'allowed');
  });

  it('without an action it says who, and still in which environment and workspace', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace }, { environment: 'test' });
    assert.equal((await verify({ credential: key.secret })).outcome, 'authenticated');
    assert.equal((await verify({ credential: owner.session })).outcome, 'authenticated');
    assert.equal((await verify({ credential: owner.session, workspace: workspace.id })).outcome, 'authenticated');
    assert.deepEqual(await decisionOf({ credential: key.secret, environment: 'live' }), {
      outcome: 'denied',
      code: 'wrong_environment',
      layer: 'environment',
    });
    assert.deepEqual(await decisionOf({ credential: owner.session, workspace: 'never-made' }), {
      outcome: 'denied',
      code: 'not_found',
      layer: 'workspace',
    });
    const answer = await verify({ credential: serviceKey });
    assert.equal('principal' in answer && answer.principal.type, 'service_key');
  });

  it('what is unknown, malformed, expired or ended is one answer', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const soon = new Date(server.clock.now() + minutes(1)).toISOString();
    const { body: expiring } = await createKey(server, { owner, workspace }, { expires_at: soon });
    const { body: revoked } = await createKey(server, { owner, workspace });
    await server.succeed('revokeWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: revoked.id },
    });
    const person = await signUpPerson(server);
    const token = await mint(server, person.session);
    await server.succeed('revokeSession', { as: person.session, path: { session_id: 'current' } });
    server.clock.advance(minutes(1));
    const flipped = `${revoked.secret.slice(0, 10)}${revoked.secret[10] === 'A' ? 'B' : 'A'}${revoked.secret.slice(11)}`;
    for (const credential of [expiring.secret, revoked.secret, flipped, 'zk_live_', `${revoked.secret} `, 'zx_nothing'])
      assert.deepEqual(await verify({ credential, action: 'content.read', resource: 'content:1' }), invalidKey);
    for (const credential of [person.session, token, 'x', 'a.b.c', '\u0000', 'zs_nothing', 'Bearer zs_nothing'])
      assert.deepEqual(await verify({ credential, action: 'content.read', resource: 'content:1' }), invalidToken);
  });

  it('asking writes no event, and refusing to answer writes none either', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const events = [await eventsOf(server, workspace.id), await eventsOf(server, 'deployment')];
    await verify({ credential: key.secret, action: 'content.read', resource: 'content:1' });
    await verify({ credential: 'zk_live_nothing' });
    await server.refuse('verifyCredential', 'insufficient_permissions', {
      as: owner.session,
      body: { credential: 'x' },
    });
    await server.refuse('verifyCredential', 'authentication_required', { body: { credential: key.secret } });
    assert.deepEqual([await eventsOf(server, workspace.id), await eventsOf(server, 'deployment')], events);
    assert.ok(!(await dumpOf(server)).includes(key.secret));
  });

  it('a question outside the contract is refused, and its credential is not echoed', async () => {
    const { body: key } = await createKey(at.server, await signUpOwner(at.server));
    const credential = key.secret;
    for (const body of [
      {},
      { credential: '' },
      { credential: 5 },
      { credential: [credential] },
      { credential: { $ne: null } },
      { credential: 'x'.repeat(4097) },
      { credential, action: 'content.read' },
      { credential, resource: 'content:1' },
      { credential, fields: ['title'] },
      { credential, attributes: {} },
      { credential, action: '*', resource: 'content:1' },
      { credential, action: 'content.*', resource: 'content:1' },
      { credential, action: 'content..read', resource: 'content:1' },
      { credential, action: 'content.read', resource: '*' },
      { credential, action: 'content.read', resource: 'content:*' },
      { credential, action: 'content.read', resource: 'content::1' },
      { credential, action: 'content.read', resource: 'content:1', attributes: { role: 'owner' } },
      { credential, action: 'content.read', resource: 'content:1', attributes: { owner_id: { $ne: null } } },
      { credential, workspace: { $ne: null } },
      { credential, environment: 'production' },
      { credential, now: 0 },
    ]) {
      const { text } = await at.server.refuse('verifyCredential', 'invalid_request', { as: serviceKey, body });
      assert.ok(!text.includes(credential));
    }
  });
});
