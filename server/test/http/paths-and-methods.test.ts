import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { operationTable } from '../../src/generated/operations.gen.ts';
import { type Person, signUpOwner, type Workspace } from '../support/actors.ts';
import { sendRaw } from '../support/raw-socket.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';

const operations = Object.values(operationTable);

onEachServer('paths and methods', (at) => {
  let owner: Person;
  let workspace: Workspace;
  before(async () => {
    ({ owner, workspace } = await signUpOwner(at.server));
  });
  const get = (path: string, headers = {}) =>
    at.server.send({ method: 'GET', path, headers: { Authorization: `Bearer ${owner.session}`, ...headers } });

  it('only the one spelling of a path is known', async () => {
    for (const path of [
      '/v1/me/',
      '/V1/me',
      '/v1/Me',
      '//v1/me',
      '/v1//me',
      '/v1/./me',
      '/v1/x/../me',
      '/v1/me;x=1',
      '/v1%2fme',
      '/v1/%6de',
      '/v1',
      '/openapi.json/',
      '/openapi_json',
      '/openapixjson',
      '/.well-known/jwksxjson',
      '/xwell-known/jwks.json',
      '/v1/operator/service-keysx',
      '/__proto__',
      '/constructor',
      '/v1/workspaces/',
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
    for (const path of ['/v1/me', '/v1/me?']) assert.equal((await get(path)).status, 200, path);
  });

  it('an encoded slash, dot or bad escape inside a parameter never selects anything else', async () => {
    for (const segment of [
      '%2e%2e',
      '..%2fme',
      `${workspace.id}%2fkeys`,
      '%',
      '%zz',
      '%00',
      '%ff',
      '*',
      'a%20b',
      '%2a',
    ]) {
      const { status } = await get(`/v1/workspaces/${segment}`);
      assert.ok([400, 404].includes(status), `${segment}: ${status}`);
    }
    for (const segment of [`%77sp_${workspace.id.slice(4)}`, encodeURIComponent(workspace.slug)])
      assert.ok([200, 404].includes((await get(`/v1/workspaces/${segment}`)).status));
  });

  it('a method that a path does not have is refused with those that it has', async () => {
    for (const path of new Set(operations.map(({ path }) => path))) {
      const declared = operations.filter((operation) => operation.path === path);
      const methods: string[] = [...declared.map(({ method }) => method), 'OPTIONS'];
      // Where reading makes or records something, its headers alone are not to be had.
      const readable = declared.find(({ method }) => method === 'GET');
      if (readable?.auditEvents.length === 0 && path !== '/v1/token') methods.push('HEAD');
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND']) {
        if (methods.includes(method)) continue;
        const { status, headers } = await at.server.send({ method, path: path.replaceAll(/\{\w+\}/g, 'x') });
        assert.equal(status, 405, `${method} ${path}`);
        assert.deepEqual(headers.allow?.split(', ').toSorted(), methods.toSorted(), `${method} ${path}`);
      }
    }
  });

  it('a page refuses every other method with a problem too', async () => {
    for (const path of ['/', '/docs', '/docs/errors', '/account/reset-password']) {
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const { status, headers, text } = await at.server.send({ method, path });
        assert.equal(status, 405, `${method} ${path}`);
        assert.equal(headers.allow, 'GET, HEAD');
        assert.equal(JSON.parse(text).code, 'method_not_allowed');
      }
    }
  });

  it('no header changes the method', async () => {
    for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])
      assert.equal((await get('/v1/sessions/current', { [name]: 'DELETE' })).status, 200);
    await at.server.succeed('getMe', { as: owner.session });
  });

  it('HEAD is answered like GET, without the body', async () => {
    for (const path of ['/v1/me', '/openapi.json', '/v1/catalog', `/v1/workspaces/${workspace.slug}`]) {
      const whole = await get(path);
      const head = await at.server.send({
        method: 'HEAD',
        path,
        headers: { Authorization: `Bearer ${owner.session}` },
      });
      assert.equal(head.status, 200, path);
      assert.equal(head.text, '');
      assert.equal(head.headers['content-type'], whole.headers['content-type']);
      assert.equal(head.headers['content-length'], whole.headers['content-length']);
    }
  });

  it('an address in the request line names the same path, and no other host is asked', async () => {
    const [answer] = await sendRaw(
      at.server.port,
      'GET http://evil.example/v1/me HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );
    assert.ok([401, 404, 400].includes(answer?.status ?? 0));
    assert.ok(!answer?.text.includes('evil.example'));
  });

  it('forged forwarding headers change nothing', async () => {
    const headers = {
      'X-Forwarded-For': '203.0.113.9',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      Host: 'evil.example',
    };
    const { text, headers: received } = await get('/v1/nothing', headers);
    assert.ok(!text.includes('evil.example'));
    assert.equal(received['strict-transport-security'], undefined);
    const { body } = await at.server.succeed('createWorkspace', { as: owner.session, headers, body: { name: 'W' } });
    const [event] = await eventsOf(at.server, body.id);
    assert.equal(event?.ip, '127.0.0.1');
  });
});

onEachServer(
  'requests from other origins',
  (at) => {
    const listed = 'https://app.example.com';
    const preflight = (origin: string, path = '/v1/sessions') =>
      at.server.send({ method: 'OPTIONS', path, headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' } });

    it('a listed origin may read answers and send credentials; the headers it needs are exposed', async () => {
      const { status, headers } = await preflight(listed);
      assert.equal(status, 204);
      assert.equal(headers['access-control-allow-origin'], listed);
      assert.equal(headers['access-control-allow-credentials'], 'true');
      assert.match(headers['access-control-allow-methods'] ?? '', /POST/);
      const problem = await at.server.ask('getMe', { headers: { Origin: listed } });
      assert.equal(problem.headers['access-control-allow-origin'], listed);
      for (const name of [
        'RateLimit',
        'Retry-After',
        'ETag',
        'Link',
        'Location',
        'WWW-Authenticate',
        'Traceparent',
        'Date',
      ])
        assert.match(problem.headers['access-control-expose-headers'] ?? '', new RegExp(name));
    });

    it('no other origin gets a header, whatever it looks like, and caches are told that it matters', async () => {
      for (const origin of [
        'null',
        '*',
        'https://evil.example',
        `${listed}.evil.example`,
        'https://evil-app.example.com',
        'https://app.example.com:444',
        'http://app.example.com',
        'https://APP.example.com',
        'https://app.example.com/',
        'https://user@app.example.com',
        'https://app.example.com, https://evil.example',
        `https://evil.example/${listed}`,
        'https://appXexample.com',
      ]) {
        for (const { headers } of [
          await preflight(origin),
          await at.server.ask('getMe', { headers: { Origin: origin } }),
          await at.server.ask('getCatalog', { headers: { Origin: origin } }),
        ]) {
          assert.deepEqual(
            Object.keys(headers).filter((name) => name.startsWith('access-control')),
            [],
            origin,
          );
          assert.match(headers.vary ?? '', /(?:^|, )Origin/);
        }
      }
    });

    it('a preflight of an unknown path is a 404', async () => {
      assert.equal((await preflight(listed, '/v1/nothing')).status, 404);
    });
  },
  { environment: { CORS_ORIGINS: 'https://app.example.com,https://admin.example.com' } },
);
