import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exitCodeOf } from '../src/exit-code.ts';
import { readCommandLine, readRunOptions } from '../src/options.ts';
import { UsageError } from '../src/usage-error.ts';
import { runCli } from './support/run-cli.ts';
import { startTinyServer } from './support/tiny-server.ts';

const wrongUsages: readonly (readonly string[])[] = [
  [],
  ['run'],
  ['--url', 'not an address'],
  ['--url', 'ftp://127.0.0.1'],
  ['--url', 'http://user:password@127.0.0.1'],
  ['--url', 'http://127.0.0.1', '--concurrency', '0'],
  ['--url', 'http://127.0.0.1', '--seed', 'x'],
  ['--url', 'http://127.0.0.1', '--report', 'pdf'],
  ['--unknown'],
  ['prove'],
  ['explain'],
  ['explain', 'SES-99'],
];
for (const words of wrongUsages) {
  test(`conformance ${words.join(' ')} is wrong usage: exit code 2 and a sentence`, async () => {
    const { exitCode, error } = await runCli(words);
    assert.equal(exitCode, 2);
    assert.match(error, /conformance --help/);
  });
}

test('list shows every requirement, as text and as JSON', async () => {
  const [asText, asJson] = [await runCli(['list']), await runCli(['list', '--json'])];
  assert.equal(asText.exitCode, 0);
  const rows = JSON.parse(asJson.out) as readonly { readonly id: string }[];
  assert.equal(asText.out.trim().split('\n').length, rows.length);
  assert.ok(rows.length >= 45);
});

test('explain shows sentence, sources and checks of one requirement, whatever the case of its id', async () => {
  const { exitCode, out } = await runCli(['explain', 'ses-09']);
  assert.equal(exitCode, 0);
  assert.match(out, /SES-09 {2}MUST/);
  assert.match(out, /SES-09\/access-token/);
});

test('a server that is not there is exit code 3 and a sentence', async () => {
  const server = await startTinyServer(() => undefined);
  await server[Symbol.asyncDispose]();
  const { exitCode, error } = await runCli(['--url', server.url]);
  assert.equal(exitCode, 3);
  assert.match(error, /cannot be reached/);
});

test('flags win over the environment, which wins over defaults', () => {
  const options = (words: readonly string[], environment = {}) => readRunOptions(readCommandLine(words), environment);
  const environment = {
    CONFORMANCE_URL: 'http://127.0.0.1:1',
    CONFORMANCE_CONCURRENCY: '3',
    CONFORMANCE_ONLY: 'SES-*,JWT-01',
    CONFORMANCE_STRICT: '1',
  };
  assert.equal(options([], environment).concurrency, 3);
  assert.equal(options(['--concurrency', '5'], environment).concurrency, 5);
  assert.deepEqual(options([], environment).only, ['SES-*', 'JWT-01']);
  assert.equal(options([], environment).isStrict, true);
  assert.equal(options(['--url', 'http://127.0.0.1:2']).concurrency, 8);
});

test('a secret may be in a file, and never on the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  writeFileSync(join(folder, 'token'), 'from a file\n');
  const environment = { CONFORMANCE_URL: 'http://127.0.0.1:1', CONFORMANCE_SETUP_TOKEN: `@${join(folder, 'token')}` };
  assert.equal(readRunOptions(readCommandLine([]), environment).operator.setupToken, 'from a file');
  assert.throws(() => readCommandLine(['--setup-token', 'x']), UsageError);
  rmSync(folder, { recursive: true });
});

test('the exit code says how a run ended, and nothing at all is never a success', () => {
  const of = (...verdicts: readonly Parameters<typeof exitCodeOf>[0][number]['verdict'][]) =>
    exitCodeOf(verdicts.map((verdict) => ({ verdict, level: 'MUST' as const })));
  assert.equal(of('pass', 'pass'), 0);
  assert.equal(of('pass', 'warn'), 0);
  assert.equal(of('pass', 'fail'), 1);
  assert.equal(of('pass', 'not-testable'), 1);
  assert.equal(of('pass', 'env-error'), 3);
  assert.equal(of('fail', 'harness-error'), 4);
  assert.equal(of(), 5);
  assert.equal(of('not-applicable'), 5);
});
