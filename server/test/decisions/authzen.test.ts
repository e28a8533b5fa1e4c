import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diceOf } from '../authorization/random-world.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  join,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';

const unknown = '{"decision":false,"context":{"code":"not_found","layer":"workspace"}}';
const grants = [
  { effect: 'allow', actions: ['invoices.read'], resources: ['invoices:*'] },
  {
    effect: 'allow',
    actions: ['invoices.write'],
    resources: ['invoices:*'],
    conditions: { own: true, status: ['draft'] },
  },
  { effect: 'deny', actions: ['invoices.*'], resources: ['invoices:secret'] },
];

interface Scene {
  readonly service: string;
  readonly owner: Person;
  readonly member: Person;
  readonly workspace: Workspace;
  readonly key: { readonly id: string; readonly secret: string };
  readonly verifier: { readonly id: string; readonly secret: string };
}

onEachServer('AuthZEN', (current) => {
  let scene: Scene | undefined;
  const open = async (server: TestServer): Promise<Scene> => {
    if (scene !== undefined) return scene;
    const service = await createServiceKey(server, await setUpOperator(server));
    const { owner, workspace } = await signUpOwner(server);
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'member');
    const key = await createKey(server, { owner, workspace }, { permission: { kind: 'grants', grants } });
    const verifying = [{ effect: 'allow', actions: ['latchkey.credentials.verify'], resources: ['latchkey:*'] }];
    const verifier = await createKey(
      server,
      { owner, workspace },
      { permission: { kind: 'grants', grants: verifying } },
    );
    scene = { service, owner, member, workspace, key: key.body, verifier: verifier.body };
    return scene;
  };
  const about = (
    subject: { readonly type: string; readonly id: string },
    more: { readonly action?: string; readonly resource?: string; readonly context?: object } = {},
  ) => ({
    subject,
    action: { name: more.action ?? 'invoices.read' },
    resource: { type: 'invoices', id: more.resource ?? '1' },
    ...(more.context !== undefined && { context: more.context }),
  });

  test('answers about people and keys as /v1/verify does, in 300 random questions', async () => {
    const { server } = current;
    const { service, owner, member, workspace, key } = await open(server);
    const dice = diceOf(20261123);
    const seen = new Map<string, number>();
    for (let number = 0; number < 300; number += 1) {
      const subject = dice.oneOf([
        { type: 'user', id: owner.id, credential: owner.session },
        { type: 'user', id: member.id, credential: member.session },
        { type: 'workspace_key', id: key.id, credential: key.secret },
        { type: 'workspace_key', id: key.id, credential: key.secret },
      ]);
      const action = dice.oneOf(['invoices.read', 'invoices.write', 'invoices.write', 'latchkey.keys.create']);
      const id = dice.oneOf(['1', 'secret', '2:lines']);
      const attributes = {
        ...(dice.chance(0.8) && { owner_id: dice.oneOf([subject.id, owner.id]) }),
        ...(dice.chance(0.8) && { status: dice.oneOf(['draft', 'sent']) }),
      };
      const environment = dice.chance(0.1) ? dice.oneOf(['live', 'test']) : undefined;
      const required = environment === undefined ? {} : { environment };
      const evaluated = await server.succeed('evaluate', {
        as: service,
        body: {
          subject: { type: subject.type, id: subject.id },
          action: { name: action },
          resource: { type: 'invoices', id, properties: attributes },
          context: { workspace: workspace.slug, ...required },
        },
      });
      const verified = await server.succeed('verifyCredential', {
        as: service,
        body: {
          credential: subject.credential,
          workspace: workspace.slug,
          action,
          resource: `invoices:${id}`,
          attributes,
          ...required,
        },
      });
      if (!('decision' in verified.body)) assert.fail(verified.text);
      const { code, layer } = verified.body.decision;
      assert.deepEqual(evaluated.body, { decision: verified.body.outcome === 'allowed', context: { code, layer } });
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }
    for (const code of ['allowed', 'insufficient_permissions', 'api_tokens_never', 'wrong_environment'])
      assert.ok((seen.get(code) ?? 0) > 3, JSON.stringify([...seen]));
  });

  test('whatever is unknown or foreign is answered by the same bytes', async () => {
    const { server } = current;
    const { service, owner, workspace, key } = await open(server);
    const other = await signUpOwner(server);
    const foreign = await createKey(server, other);
    const context = { workspace: workspace.slug };
    const revoked = await createKey(server, { owner, workspace });
    await server.succeed('revokeWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.slug, token_id: revoked.body.id },
    });
    for (const question of [
      about({ type: 'user', id: 'usr_01kafe00000000000000000001' }, { context }),
      about({ type: 'user', id: 'nobody' }, { context }),
      about({ type: 'user', id: '' }, { context }),
      about({ type: 'user', id: other.owner.id }, { context }),
      about({ type: 'user', id: other.owner.id }, { context: { ...context, environment: 'test' } }),
      about({ type: 'workspace_key', id: foreign.body.id }, { context }),
      about({ type: 'workspace_key', id: revoked.body.id }, { context }),
      about({ type: 'personal_token', id: key.id }, { context }),
      about({ type: 'group', id: 'admins' }, { context }),
      about({ type: 'user', id: owner.id }, { context, action: 'latchkey.unheard.of' }),
      about({ type: 'user', id: owner.id }, { context: { workspace: 'no-such-workspace' } }),
      about({ type: 'user', id: owner.id }, { context: { workspace: other.workspace.slug } }),
      about({ type: 'user', id: owner.id }, { context: { workspace: 'x'.repeat(3000) } }),
      {
        ...about({ type: 'user', id: owner.id }, { context }),
        resource: { type: 'a', id: 'b', properties: { workspace: other.workspace.id } },
      },
    ]) {
      const { text } = await server.succeed('evaluate', { as: service, body: question });
      assert.equal(text, unknown, JSON.stringify(question));
    }
  });

  test('a person is known by the id of another system as well', async () => {
    const { server } = current;
    const { service, owner, workspace } = await open(server);
    await server.store.commit(
      [{ _id: unique('evt_named'), stream: 'deployment', occurred_at: server.clock.now(), action: 'user.created' }],
      [{ insert: 'names', document: { _id: 'external-id:crm-7', user_id: owner.id } }],
    );
    const body = about({ type: 'user', id: 'crm-7' }, { context: { workspace: workspace.slug } });
    assert.equal((await server.succeed('evaluate', { as: service, body })).body.decision, true);
  });

  test('a service key has to name a workspace, a workspace key means its own', async () => {
    const { server } = current;
    const { service, owner, verifier, key, workspace } = await open(server);
    const question = about({ type: 'user', id: owner.id });
    const without = await server.succeed('evaluate', { as: service, body: question });
    assert.deepEqual(without.body, { decision: false, context: { code: 'workspace_required', layer: 'workspace' } });
    const inOwn = await server.succeed('evaluate', { as: verifier.secret, body: question });
    assert.equal(inOwn.body.decision, true);
    const other = await createWorkspace(server, owner);
    const elsewhere = { ...question, context: { workspace: other.slug } };
    assert.equal((await server.succeed('evaluate', { as: verifier.secret, body: elsewhere })).text, unknown);
    const both = { ...question, context: { workspace: workspace.id } };
    assert.equal((await server.succeed('evaluate', { as: verifier.secret, body: both })).body.decision, true);
    await server.refuse('evaluate', 'insufficient_permissions', { as: key.secret, body: question });
    await server.refuse('evaluate', 'insufficient_permissions', { as: owner.session, body: question });
    await server.refuse('evaluate', 'authentication_required', { body: question });
  });

  test('a test key sees test keys of its workspace and nobody else', async () => {
    const { server } = current;
    const { owner, workspace, key } = await open(server);
    const verifier = await createKey(server, { owner, workspace }, { environment: 'test' });
    const simulated = await createKey(server, { owner, workspace }, { environment: 'test' });
    const ask = async (subject: { readonly type: string; readonly id: string }) =>
      (await server.succeed('evaluate', { as: verifier.body.secret, body: about(subject) })).text;
    assert.match(await ask({ type: 'workspace_key', id: simulated.body.id }), /"decision":true/);
    assert.equal(await ask({ type: 'workspace_key', id: key.id }), unknown);
    assert.equal(await ask({ type: 'user', id: owner.id }), unknown);
  });

  test('members that are not known are ignored; missing ones and wrong types are a 400 that repeats nothing', async () => {
    const { server } = current;
    const { service, owner, workspace, key } = await open(server);
    const context = { workspace: workspace.slug, time: 'noon' };
    const question = { ...about({ type: 'user', id: owner.id }, { context }), extra: { a: [1] } };
    assert.equal((await server.succeed('evaluate', { as: service, body: question })).body.decision, true);
    for (const [broken, pointer] of [
      [{ ...question, subject: undefined }, '/subject'],
      [{ ...question, action: {} }, '/action/name'],
      [{ ...question, resource: { type: 'a' } }, '/resource/id'],
      [{ ...question, subject: { type: 'user', id: 7 } }, '/subject/id'],
      [{ ...question, context: { workspace: 7 } }, '/context/workspace'],
      [{ ...question, subject: { type: 'workspace_key', id: key.secret } }, '/subject/id'],
    ] as const) {
      const refused = await server.refuse('evaluate', 'invalid_request', { as: service, body: broken });
      assert.equal(refused.body.errors?.[0]?.pointer, pointer);
      assert.ok(!refused.text.includes(key.secret));
    }
  });

  test('X-Request-ID comes back as it went, with answers and with refusals', async () => {
    const { server } = current;
    const { service, owner, workspace } = await open(server);
    const headers = { 'X-Request-ID': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' };
    const body = about({ type: 'user', id: owner.id }, { context: { workspace: workspace.slug } });
    const answer = await server.succeed('evaluate', { as: service, body, headers });
    assert.equal(answer.headers['x-request-id'], headers['X-Request-ID']);
    const refused = await server.refuse('evaluateBatch', 'authentication_required', { body, headers });
    assert.equal(refused.headers['x-request-id'], headers['X-Request-ID']);
    assert.equal((await server.succeed('evaluate', { as: service, body })).headers['x-request-id'], undefined);
    const elsewhere = await server.succeed('getMe', { as: owner.session, headers });
    assert.equal(elsewhere.headers['x-request-id'], undefined);
  });

  test('a batch is answered in its order; an item replaces a default whole, and one that is broken harms no other', async () => {
    const { server } = current;
    const { service, key, workspace } = await open(server);
    const { body } = await server.succeed('evaluateBatch', {
      as: service,
      body: {
        ...about({ type: 'workspace_key', id: key.id }, { context: { workspace: workspace.slug } }),
        evaluations: [
          {},
          { resource: { type: 'invoices', id: 'secret' } },
          { context: {} },
          { subject: { type: 'workspace_key' } },
          { action: { name: 'invoices.read' }, unheard: true },
        ],
      },
    });
    assert.deepEqual(
      body.evaluations?.map(({ decision }) => decision),
      [true, false, false, false, true],
    );
    assert.equal(body.evaluations?.[2]?.context.code, 'workspace_required');
    assert.deepEqual(body.evaluations?.[3]?.context, {
      error: { status: 400, message: '/subject/id: This member is required.' },
    });
  });

  test('a batch stops behind the first denial or the first permission, as it is asked to', async () => {
    const { server } = current;
    const { service, key, workspace } = await open(server);
    const [yes, no] = ['1', 'secret'].map((id) => ({ resource: { type: 'invoices', id } }));
    const answers = async (evaluations: readonly object[], evaluations_semantic: string) => {
      const defaults = about({ type: 'workspace_key', id: key.id }, { context: { workspace: workspace.slug } });
      const body = { ...defaults, evaluations, options: { evaluations_semantic, unheard: 1 } };
      const answer = await server.succeed('evaluateBatch', { as: service, body });
      return answer.body.evaluations?.map(({ decision }) => decision);
    };
    const items = [yes, no, yes].map((item) => item ?? {});
    assert.deepEqual(await answers(items, 'execute_all'), [true, false, true]);
    assert.deepEqual(await answers(items, 'deny_on_first_deny'), [true, false]);
    assert.deepEqual(await answers(items.toSpliced(0, 1), 'permit_on_first_permit'), [false, true]);
    await server.refuse('evaluateBatch', 'invalid_request', {
      as: service,
      body: { evaluations: items, options: { evaluations_semantic: 'whatever' } },
    });
  });

  test('a batch without questions of its own is one question', async () => {
    const { server } = current;
    const { service, owner, workspace } = await open(server);
    const question = about({ type: 'user', id: owner.id }, { context: { workspace: workspace.slug } });
    for (const body of [question, { ...question, evaluations: [] }]) {
      const answer = await server.succeed('evaluateBatch', { as: service, body });
      assert.deepEqual(answer.body, { decision: true, context: { code: 'allowed', layer: 'role' } });
    }
    await server.refuse('evaluateBatch', 'invalid_request', { as: service, body: {} });
  });

  test('a batch takes a thousand questions and a megabyte, and no more', async () => {
    const { server } = current;
    const { service, key, workspace } = await open(server);
    const defaults = about({ type: 'workspace_key', id: key.id }, { context: { workspace: workspace.slug } });
    const items = Array.from({ length: 1000 }, (_, number) => ({
      resource: { type: 'invoices', id: `${number}` },
      filler: 'x'.repeat(200),
    }));
    const answer = await server.succeed('evaluateBatch', { as: service, body: { ...defaults, evaluations: items } });
    assert.equal(answer.body.evaluations?.filter(({ decision }) => decision).length, 1000);
    await server.refuse('evaluateBatch', 'invalid_request', {
      as: service,
      body: { ...defaults, evaluations: [...items, {}] },
    });
    const large = { ...defaults, filler: 'x'.repeat(1024 * 1024) };
    await server.refuse('evaluateBatch', 'payload_too_large', { as: service, body: large });
    await server.refuse('evaluate', 'payload_too_large', {
      as: service,
      body: { ...defaults, filler: 'x'.repeat(65_536) },
    });
  });

  test('the metadata says where to ask, to everybody', async () => {
    const { server } = current;
    const { body, headers } = await server.succeed('getAuthzenMetadata');
    const issuer = server.services.config.issuer;
    assert.deepEqual(body, {
      policy_decision_point: issuer,
      access_evaluation_endpoint: `${issuer}/access/v1/evaluation`,
      access_evaluations_endpoint: `${issuer}/access/v1/evaluations`,
    });
    const again = await server.ask('getAuthzenMetadata', { headers: { 'If-None-Match': headers.etag ?? '' } });
    assert.equal(again.status, 304);
  });
});
