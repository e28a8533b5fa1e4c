import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { exitCodeOf } from '../src/exit-code.ts';
import { staleEntries } from '../src/results/known-failures.ts';
import { runCli } from './support/run-cli.ts';
import { bad, nothingKnown, sampleResults } from './support/sample-results.ts';

const accepted = { check: 'SES-09/bad', reason: 'a ticket', expires: '2026-12-31' };

test('an accepted failure is known, keeps its reason, and does not fail the run', () => {
  const { results } = sampleResults({ known: { ...nothingKnown, baseline: [accepted] } });
  assert.equal(results[0]?.verdict, 'known-fail');
  assert.equal(results[0]?.known, 'a ticket');
  assert.equal(exitCodeOf(results), 0);
});

test('an acceptance that has expired excuses nothing, and is to be taken out', () => {
  const known = { ...nothingKnown, baseline: [{ ...accepted, expires: '2026-11-30' }] };
  const { results } = sampleResults({ known });
  assert.equal(results[0]?.verdict, 'fail');
  assert.deepEqual(staleEntries(known, results), ['SES-09/bad expired on 2026-11-30']);
});

test('an accepted failure that does not fail any more makes the baseline stale, which fails the run', () => {
  const known = { ...nothingKnown, baseline: [accepted] };
  const { results } = sampleResults({ known, checks: [{ ...bad, verdict: 'pass' }] });
  const stale = staleEntries(known, results);
  assert.deepEqual(stale, ['SES-09/bad came to pass']);
  assert.equal(exitCodeOf(results, stale.length > 0), 1);
});

test('a flaky check is reported and not scored', () => {
  const { results } = sampleResults({ known: { ...nothingKnown, flaky: [accepted] } });
  assert.equal(results[0]?.verdict, 'known-flaky');
  assert.equal(exitCodeOf(results.map(({ verdict, level, is_scored: isScored }) => ({ verdict, level, isScored }))), 0);
});

test('what is not in the set runs and is not scored', () => {
  const { results } = sampleResults({ scored: new Set(['SES-10']) });
  const counted = results.map(({ verdict, level, is_scored: isScored }) => ({ verdict, level, isScored }));
  assert.equal(results[0]?.verdict, 'fail');
  assert.equal(exitCodeOf(counted), 0);
});

suite('the commands about results', () => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const [resultsFile, baselineFile] = [join(folder, 'results.json'), join(folder, 'baseline.yaml')];
  writeFileSync(resultsFile, JSON.stringify(sampleResults()));
  after(() => rmSync(folder, { recursive: true }));

  test('baseline write needs a reason and an end', async () => {
    assert.equal((await runCli(['baseline', 'write', resultsFile, '--baseline', baselineFile])).exitCode, 2);
    const written = await runCli([
      ...['baseline', 'write', resultsFile, '--baseline', baselineFile],
      ...['--reason', 'a ticket', '--expires', '2999-12-31'],
    ]);
    assert.equal(written.exitCode, 0);
    assert.match(readFileSync(baselineFile, 'utf8'), /check: SES-09\/bad\n\s+reason: a ticket/);
    assert.equal((await runCli(['baseline', 'check', resultsFile, '--baseline', baselineFile])).exitCode, 0);
  });

  test('report makes every kind of report again, without a server', async () => {
    const { exitCode, out } = await runCli([
      'report',
      resultsFile,
      '--report',
      'html,junit,md,badge,statement,json',
      '--out',
      folder,
    ]);
    assert.equal(exitCode, 0);
    for (const name of ['report.html', 'junit.xml', 'report.md', 'badge.json', 'statement.json', 'results.json'])
      assert.ok(out.includes(name), name);
    assert.match((await runCli(['report', resultsFile])).out, /FAIL {2}SES-09/);
  });

  test('a file that holds no results is wrong usage', async () => {
    assert.equal((await runCli(['report', baselineFile])).exitCode, 2);
  });
});
