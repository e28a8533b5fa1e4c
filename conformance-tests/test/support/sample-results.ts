import { readContract } from '../../src/contract/contract.ts';
import { noHooks } from '../../src/hooks/probe-hooks.ts';
import { readRunOptions } from '../../src/options.ts';
import type { Requirement } from '../../src/requirement.ts';
import type { KnownFailures } from '../../src/results/known-failures.ts';
import { type Results, resultsOf } from '../../src/results/results.ts';
import type { CheckResult } from '../../src/run.ts';
import { contractTimes } from '../../src/target/times.ts';

export const requirement = (id: string, more: Partial<Requirement> = {}): Requirement => ({
  id,
  level: 'MUST',
  sentence: `It MUST end (${id}).`,
  profile: 'core',
  refs: ['RFC 9110 §15'],
  operations: [],
  checks: [],
  faults: [],
  ...more,
});

/** What a hostile target might answer, with an intention. */
export const evidence = {
  message: 'Violation: expected status 401, got 200',
  expected: 'status 401',
  actual: '200',
  request: 'GET /v1/me\nAuthorization: Bearer <session>',
  answer: 'HTTP 200\n\n{"a":"<&\u0000<script>document.title = \'taken over\'</script>"}',
  curl: "curl 'http://127.0.0.1/v1/me'",
};

const rows = [requirement('SES-09'), requirement('SES-10'), requirement('SES-99', { excluded: 'Nobody can say.' })];

const good: CheckResult = {
  check: 'SES-10/good',
  title: 'a promise kept',
  requirement: rows[1] ?? requirement('SES-10'),
  verdict: 'pass',
  durationMilliseconds: 3,
  requestCount: 2,
  notes: ['98 operations × 3 credentials'],
};
export const bad: CheckResult = {
  check: 'SES-09/bad',
  title: 'a promise "broken"',
  requirement: rows[0] ?? requirement('SES-09'),
  verdict: 'fail',
  durationMilliseconds: 4,
  requestCount: 1,
  evidence,
};

export const nothingKnown: KnownFailures = { baseline: [], baselineDigest: undefined, flaky: [], today: '2026-12-01' };

interface Circumstances {
  readonly checks?: readonly CheckResult[];
  readonly known?: KnownFailures;
  readonly values?: { readonly [flag: string]: string | boolean | readonly string[] };
  readonly requirements?: readonly Requirement[];
  readonly scored?: ReadonlySet<string>;
}

/** Results of a run of two checks, one of them failed, unless told otherwise. */
export const sampleResults = (circumstances: Circumstances = {}): Results => {
  const { checks = [bad, good], known = nothingKnown, values = {}, requirements = rows, scored } = circumstances;
  const run = {
    runId: 'abcd1234',
    startedAt: '2026-12-01T00:00:00.000Z',
    seed: 7,
    url: 'http://127.0.0.1/',
    contractDigest: '00'.repeat(32),
    requestCount: 12,
    durationMilliseconds: 1_234,
    results: checks,
  };
  const target = {
    contract: readContract({ openapi: '3.1.0', paths: {} }),
    contractDigest: '00'.repeat(32),
    leftOut: [],
    operator: undefined,
    actors: [],
    times: contractTimes,
    hooks: noHooks,
  };
  const options = readRunOptions({ values: { url: 'http://127.0.0.1', ...values } }, {});
  return resultsOf(run, { options, target, requirements, known, scored });
};
