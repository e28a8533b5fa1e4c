import assert from 'node:assert/strict';
import { test } from 'node:test';
import { badgeReport } from '../../src/report/badge-report.ts';
import { claimOf } from '../../src/report/claim.ts';
import { consoleReport } from '../../src/report/console-report.ts';
import { junitReport } from '../../src/report/junit-report.ts';
import { markdownReport } from '../../src/report/markdown-report.ts';
import { statementReport } from '../../src/report/statement-report.ts';
import { bad, requirement, sampleResults } from '../support/sample-results.ts';

const results = sampleResults();
const allGood = sampleResults({ checks: [{ ...bad, verdict: 'pass' }], requirements: [requirement('SES-09')] });

test('the console report shows the requirement, what was expected, what came, and how to send it again', () => {
  const text = consoleReport(results, { isTerminal: false, isVerbose: false });
  for (const part of [
    'FAIL  SES-09',
    'It MUST end (SES-09).',
    'status 401',
    'GET /v1/me',
    "curl 'http",
    '1 fail, 1 pass',
    'seed 7',
  ])
    assert.ok(text.includes(part), part);
});

test('a verbose console report says what a pass has looked at, and what was not looked at', () => {
  const text = consoleReport(results, { isTerminal: false, isVerbose: true });
  assert.match(text, /98 operations × 3 credentials/);
  assert.match(text, /not looked at: SES-99\. Nobody can say\./);
});

test('a CI log gets no colour codes, a terminal does', () => {
  const colourCode = String.fromCharCode(27);
  assert.ok(!consoleReport(results, { isTerminal: false, isVerbose: true }).includes(colourCode));
  assert.ok(consoleReport(results, { isTerminal: true, isVerbose: true }).includes(colourCode));
});

test('results say what was checked, by which contract and seed, with the evidence, and what was not', () => {
  assert.equal(results.format, 2);
  assert.equal(results.seed, 7);
  assert.deepEqual(
    results.results.map(({ check, verdict }) => [check, verdict]),
    [
      ['SES-09/bad', 'fail'],
      ['SES-10/good', 'pass'],
    ],
  );
  assert.equal(results.results[0]?.evidence?.expected, 'status 401');
  assert.deepEqual(
    results.requirements.map(({ outcome }) => outcome),
    ['fail', 'pass', 'excluded'],
  );
});

test('the JUnit report has a case for every check and only characters that XML allows', () => {
  const text = junitReport(results);
  assert.match(text, /tests="2" failures="1" errors="0" skipped="0"/);
  assert.match(text, /classname="SES-09" name="SES-09\/bad a promise &quot;broken&quot;"/);
  assert.ok(!text.includes('\u0000') && !text.includes('"<&'));
});

test('the markdown report has a row for every problem, and what a target answers stays inside its fence', () => {
  const fenced = {
    ...bad,
    evidence: { ...bad.evidence, message: 'm', request: 'GET /', answer: '```\n# taken over\n```' },
  };
  const text = markdownReport(sampleResults({ checks: [fenced] }));
  assert.match(text, /\| fail \| SES-09\/bad \|/);
  assert.match(text, /````\n```\n# taken over\n```\n````/);
});

test('a failure claims nothing, a full run without any claims full', () => {
  assert.equal(claimOf(results).level, 'none');
  assert.equal(claimOf(allGood).level, 'full');
});

test('full may not be claimed with a baseline or with a part', () => {
  const checks = [{ ...bad, verdict: 'pass' as const }];
  const known = { baseline: [], baselineDigest: 'ab', flaky: [], today: '2026-12-01' };
  assert.equal(claimOf(sampleResults({ checks, requirements: [requirement('SES-09')], known })).level, 'partial');
  assert.equal(
    claimOf(sampleResults({ checks, requirements: [requirement('SES-09')], values: { only: ['SES-*'] } })).level,
    'partial',
  );
  assert.equal(claimOf(sampleResults({ checks, values: { profile: ['basic'] } })).level, 'basic');
});

test('badge and statement say what the run claims', () => {
  assert.deepEqual(JSON.parse(badgeReport(allGood)).color, 'brightgreen');
  assert.deepEqual(JSON.parse(badgeReport(results)).color, 'red');
  const statement = JSON.parse(statementReport(results));
  assert.equal(statement.claim, 'none');
  assert.equal(statement.counts.fail, 1);
  assert.equal(statement.contract_sha256, '00'.repeat(32));
});
