import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startReferenceServer } from '../src/selftest/reference-server.ts';
import { writeActorPack } from './support/actor-pack.ts';
import { startLateMailsInFront } from './support/late-mails-in-front.ts';
import { runCli } from './support/run-cli.ts';
import { startTlsInFront } from './support/tls-in-front.ts';

const few = ['--only', 'ISO-01', '--only', 'KEY-09', '--only', 'SES-09', '--seed', '1'];

test('a deployment at which people sign up by mail is checked with the outbox hook, and not without', async () => {
  await using server = await startReferenceServer({ environment: { EMAIL_VERIFICATION: 'required' } });
  const setup = { CONFORMANCE_SETUP_TOKEN: server.setupToken };
  const words = ['--url', server.url.href, ...few];
  const hooked = await runCli(words, { ...setup, CONFORMANCE_HOOK_SECRET: server.hookSecret });
  assert.equal(hooked.exitCode, 0, hooked.out + hooked.error);
  const blind = await runCli(words, setup);
  assert.equal(blind.exitCode, 1, blind.out);
  assert.match(blind.out, /takes the outbox hook/);
});

test('mails may come late: no check takes an older code for the one that it has just asked for', async () => {
  await using server = await startReferenceServer({
    environment: { EMAIL_VERIFICATION: 'required', REGISTRATION: 'open' },
  });
  await using late = await startLateMailsInFront(server.url);
  const secrets = { CONFORMANCE_SETUP_TOKEN: server.setupToken, CONFORMANCE_HOOK_SECRET: server.hookSecret };
  const only = ['LIF-04', 'LIF-06', 'RAC-03', 'RAC-10', 'ROL-19'].flatMap((id) => ['--only', id]);
  const ran = await runCli(['--url', late.url, ...only, '--seed', '1'], secrets);
  assert.equal(ran.exitCode, 0, ran.out + ran.error);
});

test('with an actor pack and no operator, the people of the pack are whom a run is about', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-actors-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await using server = await startReferenceServer();
  const actors = join(folder, 'actors.yaml');
  await writeActorPack(server, actors);
  const found = await runCli(['doctor', '--url', server.url.href, '--actors', actors]);
  assert.match(found.out, /yes {2}actor pack +2 workspaces/, found.error);
  assert.match(found.out, /no {3}operator +none/);
  const ran = await runCli(['--url', server.url.href, '--actors', actors, '--only', 'ISO-01', '--only', 'KEY-09']);
  assert.equal(ran.exitCode, 0, ran.out + ran.error);
  const operators = await runCli(['--url', server.url.href, '--actors', actors, '--only', 'MTX-08']);
  assert.match(operators.out, /it takes an operator, and there is an actor pack alone/);
});

test('a certificate that nobody trusts keeps a run from beginning, unless --insecure accepts it', async () => {
  await using server = await startReferenceServer();
  await using tls = await startTlsInFront(server.url);
  const secrets = { CONFORMANCE_SETUP_TOKEN: server.setupToken };
  const refused = await runCli(['--url', tls.url, ...few], secrets);
  assert.equal(refused.exitCode, 3, refused.out);
  assert.match(refused.error, /self-signed certificate/);
  const accepted = await runCli(['--url', tls.url, '--insecure', ...few], secrets);
  assert.equal(accepted.exitCode, 0, accepted.out + accepted.error);
});
