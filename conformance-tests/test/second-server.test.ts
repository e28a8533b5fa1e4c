import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Break } from '../second-server/breaks.ts';
import { startSecondServer } from '../second-server/server.ts';
import { runCli } from './support/run-cli.ts';

const setupToken = 'the-setup-token-of-the-second-server';
const hookSecret = 'the-hook-secret-of-the-second-server';

const check = async (words: readonly string[], ...rules: readonly Break[]) => {
  await using server = await startSecondServer({ port: 0, setupToken, hookSecret, breaks: new Set(rules) });
  return await runCli(['--url', server.url.href, '--seed', '1', ...words], {
    CONFORMANCE_SETUP_TOKEN: setupToken,
    CONFORMANCE_HOOK_SECRET: hookSecret,
  });
};

test('a second server, written from the contract alone, passes core, tokens and timing', async () => {
  const { exitCode, out, error } = await check(['--profile', 'core,tokens,timing']);
  assert.equal(exitCode, 0, out + error);
  assert.match(out, /\d+ requirements, \d+ checks: .*\d+ pass/);
});

test('the second server imports nothing but what Node brings', () => {
  const folder = new URL('../second-server/', import.meta.url);
  for (const file of readdirSync(folder)) {
    const imported = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/(?:from|import) '([^']+)'/g)];
    const foreign = imported.map(([, name]) => name).filter((name) => !/^(?:node:|\.\/[\w-]+\.ts$)/.test(name ?? ''));
    assert.deepEqual(foreign, [], file);
  }
});

/** A rule that is broken, and the requirement that a run has to find broken. */
const broken: readonly (readonly [rule: Break, requirement: string])[] = [
  ['revoked-keys-work', 'KEY-09'],
  ['sign-out-ends-nothing', 'SES-09'],
  ['outsiders-are-told-403', 'ISO-01'],
  ['secrets-are-shown-again', 'KEY-02'],
  ['denies-are-forgotten', 'KEY-12'],
  ['suspended-tokens-work', 'KEY-16'],
  ['overlaps-never-end', 'KEY-06'],
];

describe('the suite finds a rule that the second server breaks', () => {
  for (const [rule, requirement] of broken)
    test(`${rule}: ${requirement}`, async () => {
      const kept = await check(['--only', requirement]);
      assert.equal(kept.exitCode, 0, kept.out + kept.error);
      const { exitCode, out } = await check(['--only', requirement], rule);
      assert.equal(exitCode, 1, out);
      assert.match(out, new RegExp(`FAIL {2}${requirement}`));
    });
});
