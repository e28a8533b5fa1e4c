import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRunOptions } from '../../src/options.ts';
import { consoleReport } from '../../src/report/console-report.ts';
import { jsonReport } from '../../src/report/json-report.ts';
import { junitReport } from '../../src/report/junit-report.ts';
import type { RunResult } from '../../src/run.ts';

const requirement = {
  id: 'SES-09',
  level: 'MUST',
  sentence: 'It MUST end.',
  profile: 'core',
  refs: [],
  operations: [],
  checks: [],
  faults: [],
} as const;
const evidence = {
  message: 'Violation: expected status 401, got 200',
  expected: 'status 401',
  actual: '200',
  request: 'GET /v1/me\nAuthorization: Bearer <session>',
  answer: 'HTTP 200\n\n{"a":"<&\u0000"}',
  curl: "curl 'http://127.0.0.1/v1/me'",
};
const run: RunResult = {
  runId: 'abcd1234',
  seed: 7,
  url: 'http://127.0.0.1/',
  contractDigest: '00'.repeat(32),
  requestCount: 12,
  durationMilliseconds: 1_234,
  results: [
    { check: 'SES-09/good', title: 'a promise kept', requirement, verdict: 'pass', durationMilliseconds: 3 },
    {
      check: 'SES-09/bad',
      title: 'a promise "broken"',
      requirement,
      verdict: 'fail',
      durationMilliseconds: 4,
      evidence,
    },
  ],
};

test('the console report shows the requirement, what was expected, what came, and how to send it again', () => {
  const text = consoleReport(run, { isTerminal: false, isVerbose: false });
  for (const part of [
    'FAIL  SES-09',
    'It MUST end.',
    'status 401',
    'GET /v1/me',
    "curl 'http",
    '1 fail, 1 pass',
    'seed 7',
  ])
    assert.ok(text.includes(part), part);
});

test('a CI log gets no colour codes, a terminal does', () => {
  const colourCode = String.fromCharCode(27);
  assert.ok(!consoleReport(run, { isTerminal: false, isVerbose: true }).includes(colourCode));
  assert.ok(consoleReport(run, { isTerminal: true, isVerbose: true }).includes(colourCode));
});

test('results.json says what was checked, by which contract and seed, with the evidence', () => {
  const options = readRunOptions({ values: { url: 'http://127.0.0.1' } }, {});
  const document = JSON.parse(jsonReport(run, options));
  assert.equal(document.format, 1);
  assert.equal(document.seed, 7);
  assert.deepEqual(
    document.results.map(({ check, verdict }: { check: string; verdict: string }) => [check, verdict]),
    [
      ['SES-09/good', 'pass'],
      ['SES-09/bad', 'fail'],
    ],
  );
  assert.equal(document.results[1].evidence.expected, 'status 401');
});

test('the JUnit report has a case for every check and only characters that XML allows', () => {
  const text = junitReport(run);
  assert.match(text, /tests="2" failures="1" errors="0" skipped="0"/);
  assert.match(text, /classname="SES-09" name="SES-09\/bad a promise &quot;broken&quot;"/);
  assert.ok(!text.includes('\u0000') && !text.includes('"<&'));
});
