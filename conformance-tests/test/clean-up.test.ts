import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { passwordOf } from '../src/cleanup/derived-password.ts';
import { removeRun } from '../src/cleanup/remove-run.ts';
import { testClockHeader } from '../src/hooks/test-clock.ts';
import { readRunOptions } from '../src/options.ts';
import { createSecretLedger } from '../src/secret-ledger.ts';
import { type ReferenceServer, startReferenceServer } from '../src/selftest/reference-server.ts';
import { prepareTarget } from '../src/target/target.ts';
import { withHeader } from '../src/wire/exchange.ts';
import { openWire } from '../src/wire/send.ts';
import { writeActorPack } from './support/actor-pack.ts';
import { runCli } from './support/run-cli.ts';

const operator = { email: 'first.operator@example.com', password: 'ten green bottles hanging there' };
const asOperator = { CONFORMANCE_OPERATOR_EMAIL: operator.email, CONFORMANCE_OPERATOR_PASSWORD: operator.password };

const ask = async (url: URL, path: string, body?: object, token?: string) => {
  const answer = await fetch(new URL(path, url), {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return (await answer.json()) as { readonly [member: string]: unknown };
};

const setUp = async ({ url, setupToken }: ReferenceServer): Promise<string> =>
  String((await ask(url, '/v1/setup', { setup_token: setupToken, name: 'First', ...operator })).session_token);

const statesOf = ({ data }: { readonly [member: string]: unknown }): readonly string[] =>
  (data as readonly { readonly state: string }[]).map(({ state }) => state);

test('a run takes the service keys away that it has made, whichever check made them', async () => {
  await using server = await startReferenceServer();
  const session = await setUp(server);
  const ran = await runCli(['--url', server.url.href, '--only', 'SVC-01', '--only', 'SVC-02', '--strict'], asOperator);
  assert.equal(ran.exitCode, 0, ran.out + ran.error);
  const states = statesOf(await ask(server.url, '/v1/operator/service-keys', undefined, session));
  assert.ok(states.length >= 2);
  assert.deepEqual(new Set(states), new Set(['revoked']));
});

test('the clean-up signs its operator in anew, since a long run outlasts what removing people takes', async () => {
  await using server = await startReferenceServer();
  await setUp(server);
  const environment = { ...asOperator, CONFORMANCE_HOOK_SECRET: server.hookSecret };
  const kept = await runCli(['--url', server.url.href, '--only', 'KEY-02/shown-once', '--keep-data'], environment);
  const runId = /run ([0-9a-f]{8})/.exec(kept.out)?.[1] ?? '';
  const words = { command: 'run', operands: [], values: { url: server.url.href } };
  const target = await prepareTarget(
    openWire(server.url, 20_000),
    readRunOptions(words, environment),
    createSecretLedger(),
  );
  const wire = openWire(server.url, 20_000);
  const [name, value] = testClockHeader(700, server.hookSecret);
  const { removed, left } = await removeRun({
    ...target,
    wire: { ...wire, send: (request) => wire.send(withHeader(request, name, value)) },
    sleep: async () => {},
    runId,
    sessions: new Map(),
    passwordOf: (person) => passwordOf(operator.password, person),
  });
  assert.deepEqual(left, []);
  assert.ok(removed > 0);
});

test('beside an actor pack, people of the run own what the checks make, and the people of the pack keep what they had', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-actors-'));
  t.after(() => rmSync(folder, { recursive: true }));
  await using server = await startReferenceServer();
  const operatorSession = await setUp(server);
  const actors = join(folder, 'actors.yaml');
  await writeActorPack(server, actors);
  const words = ['--url', server.url.href, '--actors', actors, '--only', 'ISO-01', '--only', 'KEY-09'];
  const ran = await runCli([...words, '--keep-data'], asOperator);
  assert.equal(ran.exitCode, 0, ran.out + ran.error);
  const person = { email: 'owner-of-first@example.com', password: operator.password };
  const { session_token: session } = await ask(server.url, '/v1/sessions', person);
  const { data } = await ask(server.url, '/v1/workspaces', undefined, String(session));
  assert.equal((data as readonly unknown[]).length, 1);
  const alone = await runCli(words);
  assert.equal(alone.exitCode, 0, alone.out + alone.error);
  const { data: people } = await ask(server.url, '/v1/operator/users?limit=100', undefined, operatorSession);
  const runId = /run ([0-9a-f]{8})/.exec(alone.out)?.[1] ?? '';
  const left = (people as readonly { readonly email: string }[]).filter(({ email }) => email.includes(runId));
  assert.deepEqual(left, [], 'without an operator they end their own accounts');
});

test('where only operators make workspaces, the operator hands them over with the outbox hook, and else they are not testable', async () => {
  await using server = await startReferenceServer({ environment: { WORKSPACE_CREATION: 'operators' } });
  await setUp(server);
  const words = ['--url', server.url.href, '--only', 'ISO-01', '--only', 'KEY-09', '--strict'];
  const hooked = await runCli(words, { ...asOperator, CONFORMANCE_HOOK_SECRET: server.hookSecret });
  assert.equal(hooked.exitCode, 0, hooked.out + hooked.error);
  const blind = await runCli(words, asOperator);
  assert.equal(blind.exitCode, 1, blind.out);
  assert.match(blind.out, /only operators make workspaces here/);
});
