import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, describe, it } from 'node:test';
import { password, unique } from '../support/actors.ts';
import { freePort } from '../support/free-port.ts';
import { createHttpClient } from '../support/http-client.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';
import { requestOf } from '../support/test-client.ts';

describe('a running process', () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  let folder: string;
  let server: ServerProcess;
  let metricsPort: number;
  let email: string;
  let sessionToken: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-process-'));
    metricsPort = await freePort();
    server = await startServerProcess({ DATA_DIR: folder, LOG_LEVEL: 'debug', METRICS_PORT: String(metricsPort) });
    email = `${unique('logged')}@example.com`;
    const client = createHttpClient(server.port);
    await client.send(requestOf('signUp', { body: { email, password, name: 'Canary Name' } }));
    const signedIn = await client.send(requestOf('signIn', { body: { email, password } }));
    sessionToken = (JSON.parse(signedIn.text) as { session_token: string }).session_token;
    await client.send(
      requestOf('getMe', { as: sessionToken, headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } }),
    );
    await client.send(
      requestOf('getMe', { as: `${sessionToken.slice(0, -1)}!`, headers: { Cookie: 'session=canary' } }),
    );
    await client.send({ method: 'GET', path: '/v1/me?access_token=canary-in-the-url' });
    await client.send({ method: 'GET', path: '/no/such/canary-path' });
    client.close();
  });
  afterEach(async () => {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('logs each request once, with its trace, operation, status and duration, and no secret of any', async () => {
    // An answer can be read before the line that was written before it; at the end all has been read.
    await server.end();
    const lines = server
      .printed()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request');
    assert.deepEqual(
      lines.map(({ operation, status, level }) => ({ operation, status, level })),
      [
        { operation: 'signUp', status: 201, level: 20 },
        { operation: 'signIn', status: 201, level: 20 },
        { operation: 'getMe', status: 200, level: 20 },
        { operation: 'getMe', status: 400, level: 30 },
        { operation: 'getMe', status: 401, level: 30 },
        { operation: 'none', status: 404, level: 30 },
      ],
    );
    assert.equal(lines[2]?.trace_id, trace);
    assert.ok(lines.every(({ duration_ms }) => typeof duration_ms === 'number'));
    for (const secret of [sessionToken, password, email, 'canary', 'Canary'])
      assert.ok(!server.printed().includes(secret), secret);
  });

  it('serves metrics on a loopback port of their own: operations and outcomes, and no id', async () => {
    const metrics = createHttpClient(metricsPort);
    const { status, headers, text } = await metrics.send({ method: 'GET', path: '/metrics' });
    assert.equal(status, 200);
    assert.match(headers['content-type'] ?? '', /^text\/plain/);
    assert.match(text, /latchkey_requests_total\{operation="signIn",status="201"\} 1/);
    assert.match(text, /latchkey_request_duration_seconds_count\{operation="getMe"\} \d/);
    assert.match(text, /latchkey_commits_total\{outcome="committed"\} \d/);
    assert.match(text, /latchkey_password_hashes_total 2/);
    assert.match(text, /latchkey_password_hashes\{state="waiting"\} 0/);
    assert.doesNotMatch(text, /(?:usr|ses|wsp|tok|evt)_[0-9a-z]{26}|@example/);
    assert.equal((await metrics.send({ method: 'GET', path: '/' })).status, 404);
    metrics.close();
    const main = createHttpClient(server.port);
    assert.equal((await main.send({ method: 'GET', path: '/metrics' })).status, 404);
    main.close();
  });
});

describe('SIGTERM under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-drain-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('no request fails, readiness says so first, and the process ends by itself within ten seconds', async () => {
    const server = await startServerProcess({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
    const client = createHttpClient(server.port);
    const statuses: number[] = [];
    let isTold = false;
    const load = Array.from({ length: 16 }, async () => {
      while (!isTold) statuses.push((await client.send({ method: 'GET', path: '/v1/catalog' })).status);
    });
    while (statuses.length < 200) await new Promise(setImmediate);
    const startedAt = performance.now();
    const ended = server.end('SIGTERM');
    let ready = await client.send({ method: 'GET', path: '/health/ready' });
    while (ready.status === 200) ready = await client.send({ method: 'GET', path: '/health/ready' });
    assert.equal(ready.status, 503);
    assert.equal(ready.headers.connection, 'close');
    const before = statuses.length;
    while (statuses.length < before + 50) await new Promise(setImmediate);
    isTold = true;
    await Promise.all(load);
    assert.deepEqual([...new Set(statuses)], [200]);
    assert.equal(await ended, 0);
    assert.ok(performance.now() - startedAt < 10_000);
    client.close();
  });

  it('a second signal changes nothing: what is under way is finished, and the process ends as after one', async () => {
    const server = await startServerProcess({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
    const client = createHttpClient(server.port);
    assert.equal((await client.send({ method: 'GET', path: '/health/ready' })).status, 200);
    const startedAt = performance.now();
    const ended = server.end('SIGTERM');
    while ((await client.send({ method: 'GET', path: '/health/ready' })).status === 200);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) server.signal(signal);
    const email = `${unique('late')}@example.com`;
    const answer = await client.send(requestOf('signUp', { body: { email, password, name: 'Late' } }));
    assert.equal(answer.status, 201);
    assert.equal(await ended, 0);
    assert.ok(performance.now() - startedAt < 10_000);
    client.close();
  });
});
