import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import { createKey, type Person, signUpOwner, signUpPerson, unique, type Workspace } from '../support/actors.ts';
import { requestOf } from '../support/test-client.ts';
import { onEachServer } from '../support/test-server.ts';

onEachServer('the order of refusals: of two reasons the earlier one is given', (at) => {
  let owner: Person;
  let workspace: Workspace;
  let outsider: Person;
  let key: string;
  before(async () => {
    ({ owner, workspace } = await signUpOwner(at.server));
    outsider = await signUpPerson(at.server);
    key = (await createKey(at.server, { owner, workspace }, { name: 'Taken' })).body.secret;
  });
  const keys = () => `/v1/workspaces/${workspace.id}/keys`;
  const json = { 'Content-Type': 'application/json' };
  const bearer = (text: string) => ({ Authorization: `Bearer ${text}` });
  const big = JSON.stringify({ name: 'x'.repeat(70_000) });
  const valid = () =>
    JSON.stringify({ name: unique('k'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } });

  const cases: readonly (readonly [string, string, () => Parameters<typeof at.server.send>[0]])[] = [
    ['unknown path before method', 'not_found', () => ({ method: 'PATCH', path: '/v1/teapots' })],
    [
      'method before body size',
      'method_not_allowed',
      () => ({ method: 'PUT', path: keys(), headers: json, body: big }),
    ],
    [
      'media type before credentials',
      'unsupported_media_type',
      () => ({ method: 'POST', path: keys(), headers: { 'Content-Type': 'text/plain' }, body: 'x' }),
    ],
    [
      'body size before credentials',
      'payload_too_large',
      () => ({ method: 'POST', path: keys(), headers: json, body: big }),
    ],
    [
      'two credentials before a bad one',
      'multiple_credentials',
      () => ({
        method: 'POST',
        path: keys(),
        headers: { ...json, ...bearer('zs_x'), 'X-API-Key': 'zk_live_x' },
        body: '{}',
      }),
    ],
    [
      'no credential before the contract',
      'authentication_required',
      () => ({ method: 'POST', path: keys(), headers: json, body: '{' }),
    ],
    [
      'bad credential before the contract',
      'invalid_token',
      () => ({ method: 'POST', path: keys(), headers: { ...json, ...bearer('zs_x') }, body: '{}' }),
    ],
    [
      'the contract before the workspace',
      'invalid_request',
      () => ({ method: 'POST', path: keys(), headers: { ...json, ...bearer(outsider.session) }, body: '{}' }),
    ],
    [
      'malformed JSON before the workspace',
      'invalid_request',
      () => ({ method: 'POST', path: keys(), headers: { ...json, ...bearer(outsider.session) }, body: '{"name":' }),
    ],
    [
      'the workspace before the kind of credential',
      'not_found',
      () => ({
        method: 'POST',
        path: '/v1/workspaces/never-made/keys',
        headers: { ...json, ...bearer(key) },
        body: valid(),
      }),
    ],
    [
      'the kind of credential before the object',
      'insufficient_permissions',
      () => ({ method: 'DELETE', path: `${keys()}/tok_01kafe00000000000000000001`, headers: bearer(key) }),
    ],
    [
      'whoever may ask is told that the object is not there',
      'not_found',
      () => ({ method: 'DELETE', path: `${keys()}/tok_01kafe00000000000000000001`, headers: bearer(owner.session) }),
    ],
    [
      'the meaning before a taken name',
      'semantic_error',
      () => ({
        method: 'POST',
        path: keys(),
        headers: { ...json, ...bearer(owner.session) },
        body: JSON.stringify({ name: 'Taken', environment: 'live', permission: { kind: 'role', role_id: 'nobody' } }),
      }),
    ],
  ];
  for (const [title, code, request] of cases) {
    it(title, async () => {
      const { text } = await at.server.send(request());
      assert.equal(JSON.parse(text).code, code);
    });
  }

  it('the permission comes before a replay, and a replay before everything that may have changed since', async () => {
    const { server } = at;
    const headers = { 'Idempotency-Key': unique('attempt-0123456789') };
    const asked = { as: owner.session, path: { workspace: workspace.id }, headers, body: valid() };
    const first = await server.succeed('createWorkspaceKey', asked);
    // The name is taken by now, which a replay does not look at.
    assert.equal((await server.succeed('createWorkspaceKey', asked)).text, first.text);
    await server.refuse('createWorkspaceKey', 'not_found', { ...asked, as: outsider.session });
  });

  it('nothing before the workspace reads it: an outsider cannot tell by an invalid body whether it exists', async () => {
    const answers = await Promise.all(
      [workspace.id, 'never-made'].map((name) =>
        at.server.send(requestOf('createWorkspaceKey', { as: outsider.session, path: { workspace: name }, body: {} })),
      ),
    );
    const masked = answers.map(({ text }) => text.replace(/"(trace_id|timestamp)":"[^"]+"/g, ''));
    assert.equal(masked[0], masked[1]);
  });
});

onEachServer(
  'a quota of requests',
  (at) => {
    it('is told with each answer, comes before the contract, and says how long to wait', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const asked = { as: person.session, query: { limit: 0 } };
      let left = -1;
      while (left !== 0) {
        const { headers } = await server.refuse('listSessions', 'invalid_request', asked);
        assert.equal(headers['ratelimit-policy'], '"default";q=8;w=60');
        const told = Number(/r=(\d+)/.exec(headers.ratelimit ?? '')?.[1]);
        assert.ok(left === -1 || told === left - 1);
        left = told;
      }
      const { headers, body } = await server.refuse('listSessions', 'rate_limit_exceeded', asked);
      assert.ok(Number(headers['retry-after']) >= 1 && Number(headers['retry-after']) <= 60);
      assert.equal(body.retry_after_seconds, Number(headers['retry-after']));
      assert.match(headers.ratelimit ?? '', /^"default";r=0;t=\d+$/);
    });

    it('being refused for it is no use of the session', async () => {
      const { server } = at;
      const person = await signUpPerson(server);
      const stored = () => server.store.findOne('heads', { _id: `s:${person.sessionId}` });
      const before = await stored();
      server.clock.advance(minutes(2));
      // An invalid request costs quota too, and is no use either.
      const invalid = { as: person.session, query: { limit: 0 } };
      for (let request = 0; request < 8; request += 1) await server.refuse('listSessions', 'invalid_request', invalid);
      await server.refuse('getMe', 'rate_limit_exceeded', { as: person.session });
      assert.deepEqual(await stored(), before);
    });

    it('is counted for each caller: another is not slowed, and a rejected credential comes before it', async () => {
      const { server } = at;
      await server.refuse('getMe', 'invalid_token', { as: 'zs_nothing' });
      await server.refuse('getMe', 'authentication_required');
    });
  },
  { environment: { REQUESTS_PER_MINUTE: '8' } },
);
