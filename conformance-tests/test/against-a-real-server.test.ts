import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startReferenceServer } from '../src/selftest/reference-server.ts';
import { runCli } from './support/run-cli.ts';

/** Between them the two catalogs have every word of the vectors: one is open, the other has actions with fields. */
for (const preset of ['default', 'content']) {
  test(`the server of this project decides and repeats as the vectors say, with the preset ${preset}`, async () => {
    await using server = await startReferenceServer({ environment: { PRESET: preset } });
    const { exitCode, out } = await runCli(
      ['--url', server.url.href, '--only', '*/vectors', '--only', 'TOK-*', '--seed', '1', '-v'],
      { CONFORMANCE_SETUP_TOKEN: server.setupToken },
    );
    assert.equal(exitCode, 0, out);
    assert.match(out, /questions of \d+ of \d+ groups/);
    assert.equal(/DEC-03\/vectors/.test(out) && /n\/a {2}DEC-03/.test(out), preset === 'default', out);
  });
}

test('doctor tells what can be looked at, and that the hooks work', async () => {
  await using server = await startReferenceServer();
  const secrets = { CONFORMANCE_SETUP_TOKEN: server.setupToken, CONFORMANCE_HOOK_SECRET: server.hookSecret };
  const withHooks = await runCli(['doctor', '--url', server.url.href], secrets);
  assert.equal(withHooks.exitCode, 0, withHooks.error);
  assert.match(withHooks.out, /yes {2}clock hook +works/);
  assert.match(withHooks.out, /yes {2}outbox hook +works/);
  const without = await runCli(['doctor', '--url', server.url.href], {
    CONFORMANCE_SETUP_TOKEN: server.setupToken,
  });
  assert.match(without.out, /no {3}clock hook +set CONFORMANCE_HOOK_SECRET/);
  assert.match(without.out, /not testable without clock: .*SES-17/);
});

test('a run leaves nobody behind, and cleanup removes whom a run has left', async () => {
  await using server = await startReferenceServer();
  const secrets = { CONFORMANCE_SETUP_TOKEN: server.setupToken };
  const kept = await runCli(['--url', server.url.href, '--only', 'KEY-02/shown-once', '--keep-data'], secrets);
  const runId = /run ([0-9a-f]{8}),/.exec(kept.out)?.[1] ?? '';
  const first = await runCli(['cleanup', '--url', server.url.href, '--run', runId], secrets);
  assert.match(first.out, /removed [1-9]\d* people/, first.error);
  const second = await runCli(['cleanup', '--url', server.url.href, '--run', runId], secrets);
  assert.match(second.out, /removed 0 people/);
  const clean = await runCli(['--url', server.url.href, '--only', 'KEY-02/shown-once', '--strict'], secrets);
  assert.equal(clean.exitCode, 0, clean.error);
});
