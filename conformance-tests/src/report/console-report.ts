import type { Verdict } from '../outcome.ts';
import type { CheckResult, RunResult } from '../run.ts';

const marks: { readonly [verdict in Verdict]: string } = {
  pass: 'pass',
  fail: 'FAIL',
  warn: 'warn',
  'not-testable': 'NOT TESTABLE',
  'not-applicable': 'n/a',
  'known-fail': 'known',
  'known-flaky': 'flaky',
  'harness-error': 'HARNESS ERROR',
  'env-error': 'ENVIRONMENT ERROR',
};

/** From bad to good: a requirement is as good as the worst of its checks. */
const ranking: readonly Verdict[] = [
  'harness-error',
  'fail',
  'env-error',
  'not-testable',
  'warn',
  'known-fail',
  'known-flaky',
  'pass',
  'not-applicable',
];

export const worstVerdict = (verdicts: readonly Verdict[]): Verdict =>
  ranking.find((verdict) => verdicts.includes(verdict)) ?? 'not-applicable';

const colours: { readonly [verdict in Verdict]?: number } = {
  pass: 32,
  fail: 31,
  warn: 33,
  'not-testable': 31,
  'harness-error': 35,
  'env-error': 35,
};

const indent = (text: string): string => text.replaceAll(/^/gm, '      ');

const failureLines = ({ check, title, evidence, requirement }: CheckResult): string[] => [
  '',
  `${check}: ${title}`,
  `    requirement  ${requirement.id} (${requirement.level}) ${requirement.sentence}`,
  ...(evidence?.expected === undefined ? [`    reason       ${evidence?.message ?? ''}`] : []),
  ...(evidence?.expected === undefined
    ? []
    : [`    expected     ${evidence.expected}`, `    actual       ${evidence.actual}`]),
  ...(evidence?.request === undefined
    ? []
    : ['    request', indent(evidence.request), '    answer', indent(evidence.answer ?? '')]),
  ...(evidence?.curl === undefined ? [] : ['    again', indent(evidence.curl)]),
];

/** The run by requirement, then every problem with its evidence. Colour is for terminals; a CI log stays plain text. */
export const consoleReport = (
  run: RunResult,
  { isTerminal, isVerbose }: { readonly isTerminal: boolean; readonly isVerbose: boolean },
): string => {
  const paint = (verdict: Verdict): string => {
    const colour = isTerminal ? colours[verdict] : undefined;
    return colour === undefined ? marks[verdict] : `\u001b[${colour}m${marks[verdict]}\u001b[0m`;
  };
  const byRequirement = Map.groupBy(run.results, ({ requirement }) => requirement.id);
  const rows = [...byRequirement].flatMap(([id, results]) => {
    const verdict = worstVerdict(results.map((result) => result.verdict));
    const checks = isVerbose
      ? results.map((result) => `    ${paint(result.verdict)}  ${result.check}  ${result.title}`)
      : [];
    return [`${paint(verdict)}  ${id}  ${results[0]?.requirement.sentence ?? ''}`, ...checks];
  });
  const problems = run.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
  const counts = ranking.map(
    (verdict) => [verdict, run.results.filter((result) => result.verdict === verdict).length] as const,
  );
  const summary = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${verdict}`);
  return [
    ...rows,
    ...problems.flatMap(failureLines),
    '',
    `${byRequirement.size} requirements, ${run.results.length} checks: ${summary.join(', ') || 'nothing ran'}`,
    `${run.requestCount} requests in ${(run.durationMilliseconds / 1_000).toFixed(1)} s against ${run.url}, run ${run.runId}, seed ${run.seed}`,
    '',
  ].join('\n');
};
