import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readRunOptions } from '../src/options.ts';
import { readRequirements } from '../src/requirement.ts';
import { allChecks } from '../src/requirements/all-checks.ts';
import { runChecks } from '../src/run.ts';
import { createSecretLedger } from '../src/secret-ledger.ts';
import { listen, nullServers } from '../src/selftest/null-servers.ts';
import { prepareTarget } from '../src/target/target.ts';
import { openWire } from '../src/wire/send.ts';
import { runCli } from './support/run-cli.ts';
import { startTinyServer } from './support/tiny-server.ts';

for (const { name, listener } of nullServers) {
  test(`a server that is ${name} is told from a server that can be checked, in bounded time`, async () => {
    await using server = await listen(listener);
    const { exitCode, error } = await runCli(['--url', server.url, '--request-timeout', '1'], {
      CONFORMANCE_SETUP_TOKEN: 'some-setup-token',
    });
    assert.equal(exitCode, 3);
    assert.ok(error.length > 20);
  });
}

/** Checks that look at the contract alone, which these servers do serve, or at health, which they do answer. */
const keptByPretenders = new Set([
  ...['DOC-01/references', 'DOC-05/request-examples', 'DOC-05/response-examples'],
  ...['DOC-07/health', 'HTTP-09/head'],
]);

const contractText = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');

/** Looks right until the suite is in: then every request gets the same answer. */
const startPretender = (status: number, body: string) =>
  startTinyServer((request, response) => {
    if (request.url === '/health/live')
      return response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    if (request.url === '/openapi.json')
      return response.writeHead(200, { 'content-type': 'application/json' }).end(contractText);
    if (request.url === '/v1/setup') return response.writeHead(201).end('{"session_token":"zs_some-session-token"}');
    return response
      .writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' })
      .end(body);
  });

const pretenders = [
  [401, '{"status":401,"code":"authentication_required"}'],
  [403, '{"status":403,"code":"insufficient_permissions"}'],
  [404, '{"status":404,"code":"not_found"}'],
  [200, '{}'],
] as const;

for (const [status, body] of pretenders) {
  test(`a server that answers ${status} to everything passes no negative check, since no control succeeds`, async () => {
    await using server = await startPretender(status, body);
    const options = readRunOptions(
      { values: { url: server.url, 'request-timeout': '5' } },
      { CONFORMANCE_SETUP_TOKEN: 'some-setup-token' },
    );
    const secrets = createSecretLedger();
    const wire = openWire(options.url, 5_000);
    try {
      const target = await prepareTarget(wire, options, secrets);
      const run = await runChecks({
        checks: allChecks,
        requirements: readRequirements(),
        target,
        wire,
        secrets,
        options,
      });
      const passed = run.results.filter(({ verdict, check }) => verdict === 'pass' && !keptByPretenders.has(check));
      assert.deepEqual(
        passed.map(({ check }) => check),
        [],
      );
      assert.ok(run.results.some(({ verdict }) => verdict === 'fail'));
    } finally {
      wire.close();
    }
  });
}
