import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  await using server = await startReferenceServer({
    environment: { REGISTRATION: 'open', EMAIL_VERIFICATION: 'required' },
  });
  const setup = { CONFORMANCE_SETUP_TOKEN: server.setupToken };
  const words = ['--url', server.url.href, ...few];
  const hooked = await runCli(words, { ...setup, CONFORMANCE_HOOK_SECRET: server.hookSecret });
  assert.equal(hooked.exitCode, 0, hooked.out + hooked.error);
  const blind = await runCli(words, setup);
  assert.equal(blind.exitCode, 1, blind.out);
  assert.match(blind.out, /takes the outbox hook/);
  const wrong = await runCli(words, { ...setup, CONFORMANCE_HOOK_SECRET: 'another one' });
  assert.match(wrong.out, /does not react to the secret in CONFORMANCE_HOOK_SECRET/);
  const doctor = await runCli(['doctor', '--url', server.url.href], setup);
  assert.match(
    doctor.out,
    /no {3}new people +sign up by mail: without the outbox hook nearly everything is not testable/,
  );
  assert.match(doctor.out, /not testable without mailed-sign-up: LIF-01/);
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

test('whoever is let in as somebody else than they are taken for is told before the run, with exit code 3', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-actors-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await using server = await startReferenceServer();
  const actors = join(folder, 'actors.yaml');
  await writeActorPack(server, actors);
  const words = ['doctor', '--url', server.url.href];
  const setUp = await runCli(words, { CONFORMANCE_SETUP_TOKEN: server.setupToken });
  assert.equal(setUp.exitCode, 0, setUp.error);

  const wrongToken = await runCli(words, { CONFORMANCE_SETUP_TOKEN: 'a setup token of some other server altogether' });
  assert.equal(wrongToken.exitCode, 3);
  assert.match(wrongToken.error, /The setup token was answered with 40\d.*check CONFORMANCE_SETUP_TOKEN/);

  const [CONFORMANCE_OPERATOR_EMAIL, password] = ['admin-of-first@example.com', 'ten green bottles hanging there'];
  const noOperator = await runCli(words, { CONFORMANCE_OPERATOR_EMAIL, CONFORMANCE_OPERATOR_PASSWORD: password });
  assert.equal(noOperator.exitCode, 3);
  assert.match(noOperator.error, /admin-of-first@example.com can sign in and is no operator/);

  writeFileSync(actors, readFileSync(actors, 'utf8').replaceAll('hanging there', 'standing here'));
  const wrongPack = await runCli([...words, '--actors', actors]);
  assert.equal(wrongPack.exitCode, 3);
  assert.match(wrongPack.error, /sign-in of owner-of-first@example.com, the owner of first, was answered with 401/);
});

test('a certificate that nobody trusts keeps a run from beginning, unless --insecure accepts it', async () => {
  await using server = await startReferenceServer();
  await using tls = await startTlsInFront(server.url);
  const secrets = { CONFORMANCE_SETUP_TOKEN: server.setupToken };
  const refused = await runCli(['--url', tls.url, ...few], secrets);
  assert.equal(refused.exitCode, 3, refused.out);
  assert.match(refused.error, /self-signed certificate.*NODE_EXTRA_CA_CERTS.*--insecure/);
  const accepted = await runCli(['--url', tls.url, '--insecure', ...few], secrets);
  assert.equal(accepted.exitCode, 0, accepted.out + accepted.error);
});
