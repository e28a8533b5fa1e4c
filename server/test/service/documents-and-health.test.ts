import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { recordSystemEvent } from '../../src/audit/system-event.ts';
import { errorRegistry } from '../../src/errors/registry.gen.ts';
import { operationTable } from '../../src/generated/operations.gen.ts';
import { sealBox } from '../../src/signing-keys/sealed-box.ts';
import { bindingOf, type SigningKeyDocument } from '../../src/signing-keys/signing-key.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { createServiceKey, setUpOperator, signUpOwner } from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

/** One is refused before an operation is found, the other is a reason in a decision, which guards answer with. */
const answeredOutsideOperations = new Set(['method_not_allowed', 'fields_required']);

onEachServer('public documents, health and pages', (at) => {
  const documents = ['getOpenapi', 'getCatalog', 'getJwks'] as const;

  it('the served contract is the one in the repository, with every operation in it', async () => {
    const { text } = await at.server.succeed('getOpenapi');
    const file = readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8');
    assert.deepEqual(JSON.parse(text), JSON.parse(file));
    for (const { path, method } of Object.values(operationTable))
      assert.ok(JSON.parse(text).paths[path][method.toLowerCase()]);
  });

  it('the catalog names the actions, scopes and roles that grants are made of', async () => {
    const { body } = await at.server.succeed('getCatalog');
    assert.ok(body.roles.some(({ id }) => id === 'owner'));
    assert.ok(body.actions.some(({ id, api_tokens }) => id === 'latchkey.keys.create' && api_tokens === 'never'));
  });

  it('the published keys have no private part', async () => {
    const { body, text } = await at.server.succeed('getJwks');
    assert.ok(body.keys.length >= 1);
    assert.doesNotMatch(text, /"(?:d|p|q|dp|dq|qi|k)":/);
  });

  for (const id of documents) {
    it(`${id} may be kept: who has the current copy is answered 304, and anybody may ask`, async () => {
      const { server } = at;
      const { headers } = await server.succeed(id);
      assert.match(headers['cache-control'] ?? '', /^public/);
      const etag = headers.etag ?? '';
      for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await server.ask(id, { headers: { 'If-None-Match': held } });
        assert.equal(answer.status, 304, held);
        assert.equal(answer.text, '');
        assert.equal(answer.headers.etag, etag);
      }
      assert.equal((await server.ask(id, { headers: { 'If-None-Match': '"other"' } })).status, 200);
      for (const credential of ['Bearer zk_live_nothing', 'Basic YTpi', 'Bearer'])
        assert.equal((await server.ask(id, { headers: { Authorization: credential } })).status, 200, credential);
    });
  }

  it('what is for one caller is never answered 304', async () => {
    const { owner } = await signUpOwner(at.server);
    const { headers } = await at.server.succeed('getMe', { as: owner.session });
    assert.equal(headers.etag, undefined);
    assert.equal(headers['cache-control'], 'no-store');
    await at.server.succeed('getMe', { as: owner.session, headers: { 'If-None-Match': '*' } });
  });

  it('system roles are listed to members and keys that may read them', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await server.succeed('listRoles', { as: owner.session, path: { workspace: workspace.slug } });
    assert.deepEqual(
      body.data.map(({ id }) => id),
      ['owner', 'admin', 'member', 'viewer'],
    );
  });

  it('with a dead store the process is alive and not ready, and callers are told to come back, not that they are nobody', async () => {
    const { server } = at;
    const serviceKey = await createServiceKey(server, await setUpOperator(server));
    const { owner, workspace } = await signUpOwner(server);
    await server.succeed('getReadiness');
    server.watched.failWith(new StoreUnavailable(new Error('connection refused to 10.0.0.5:27017')));
    await server.succeed('getLiveness');
    const cases = [
      ['getReadiness', {}],
      ['getMe', { as: owner.session }],
      ['getMe', { as: serviceKey }],
      ['getMe', { headers: { 'X-API-Key': serviceKey } }],
      ['getMe', { headers: { Cookie: `session=${owner.session}` } }],
      ['verifyCredential', { as: serviceKey, body: { credential: owner.session } }],
      ['signIn', { body: { email: owner.email, password: 'rivers carry small stones' } }],
      ['createWorkspace', { as: owner.session, body: { name: 'W' } }],
      ['getWorkspace', { as: owner.session, path: { workspace: workspace.slug } }],
    ] as const;
    for (const [id, asked] of cases) {
      const { headers, text } = await server.refuse(id, 'unavailable', asked);
      assert.match(headers['retry-after'] ?? '', /^\d+$/);
      assert.doesNotMatch(text, /10\.0\.0\.5|refused to/);
    }
    server.watched.failWith(undefined);
    await server.succeed('getMe', { as: owner.session });
    await server.succeed('getReadiness');
  });

  it('a process whose secret does not open the signing keys is not ready, and says no more than that', async () => {
    const { server } = at;
    const event = recordSystemEvent({ action: 'signing_key.rotated', stream: 'deployment', target: null }, 0);
    const [key] = await server.store.find<SigningKeyDocument>('signing_keys', { state: 'active' });
    assert.ok(key);
    const seal = (sealed_private_key: string) => [
      { update: 'signing_keys', where: { _id: key._id }, set: { $set: { sealed_private_key } } } as const,
      { update: 'heads', where: { _id: 'd' }, set: { $inc: { signing_keys_version: 1 } } } as const,
    ];
    const foreign = sealBox(Buffer.from('a key'), bindingOf(key._id), { current: 'another secret' });
    await server.store.commit([event], seal(foreign));
    const { text } = await server.refuse('getReadiness', 'unavailable');
    assert.ok(!text.includes(key._id));
    await server.store.commit([{ ...event, _id: `${event._id}x` }], seal(key.sealed_private_key));
    await server.succeed('getReadiness');
  });

  it('health is asked without a quota', async () => {
    const { server } = at;
    const { headers } = await server.succeed('getLiveness');
    assert.equal(headers.ratelimit, undefined);
    assert.equal((await server.succeed('getReadiness')).headers.ratelimit, undefined);
  });

  it('a defect is a bland 500 that says nothing of itself', async () => {
    const { server } = at;
    const { owner } = await signUpOwner(server);
    server.watched.failWith(new TypeError('secret zs_abc at /srv/latchkey/store.ts:17'));
    const { text } = await server.refuse('getMe', 'internal_error', { as: owner.session });
    server.watched.failWith(undefined);
    assert.doesNotMatch(text, /zs_abc|store\.ts|TypeError/);
  });

  it('pages load nothing from elsewhere and answer reads only', async () => {
    const { port } = at.server;
    for (const path of ['/docs', '/docs/errors', '/docs/start.js', '/docs/style.css', '/docs/scalar.js']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
      await answer.arrayBuffer();
      const written = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST' });
      assert.equal(written.status, 405);
      assert.equal(written.headers.get('allow'), 'GET, HEAD');
    }
    const root = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
    assert.equal(root.headers.get('location'), '/docs');
  });

  it('every code has a page of its own, with its causes, its remedy and the operations that answer with it', async () => {
    for (const [code, { title, causes, remedy }] of Object.entries(errorRegistry)) {
      const answer = await fetch(`http://127.0.0.1:${at.server.port}/docs/errors/${code}`);
      assert.equal(answer.status, 200, code);
      const page = (await answer.text()).replaceAll(/<\/?code>/g, '`').replaceAll('&quot;', '"');
      for (const sentence of [title, ...causes, remedy]) assert.ok(page.includes(sentence), `${code}: ${sentence}`);
      assert.equal(page.includes('/docs#tag/'), !answeredOutsideOperations.has(code), code);
    }
    const unknown = await fetch(`http://127.0.0.1:${at.server.port}/docs/errors/constructor`);
    assert.equal(unknown.status, 404);
    await unknown.arrayBuffer();
  });
});
