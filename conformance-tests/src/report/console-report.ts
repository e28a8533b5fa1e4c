import type { Verdict } from '../outcome.ts';
import type { ResultOfCheck, ResultOfRequirement, Results } from '../results/results.ts';
import { fromBadToGood } from '../results/worst-verdict.ts';

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

const colours: { readonly [verdict in Verdict]?: number } = {
  pass: 32,
  fail: 31,
  warn: 33,
  'known-fail': 33,
  'known-flaky': 33,
  'not-testable': 31,
  'harness-error': 35,
  'env-error': 35,
};

export const paint = (verdict: Verdict, isTerminal: boolean): string => {
  const colour = isTerminal ? colours[verdict] : undefined;
  return colour === undefined ? marks[verdict] : `\u001b[${colour}m${marks[verdict]}\u001b[0m`;
};

const indent = (text: string): string => text.replaceAll(/^/gm, '      ');

const problemLines = (results: Results, { check, title, evidence, requirement, known }: ResultOfCheck): string[] => {
  const row = results.requirements.find(({ id }) => id === requirement);
  return [
    '',
    `${check}: ${title}`,
    `    requirement  ${requirement} (${row?.level}) ${row?.sentence}`,
    ...(known === undefined ? [] : [`    known        ${known}`]),
    ...(evidence?.expected === undefined ? [`    reason       ${evidence?.message ?? ''}`] : []),
    ...(evidence?.expected === undefined
      ? []
      : [`    expected     ${evidence.expected}`, `    actual       ${evidence.actual}`]),
    ...(evidence?.request === undefined
      ? []
      : ['    request', indent(evidence.request), '    answer', indent(evidence.answer ?? '')]),
    ...(evidence?.curl === undefined ? [] : ['    again', indent(evidence.curl)]),
  ];
};

/** The counts of a run, worst first: `1 fail, 138 pass`. */
export const summaryOf = ({ results }: Pick<Results, 'results'>): string => {
  const counts = fromBadToGood.map(
    (verdict) => [verdict, results.filter((result) => result.verdict === verdict).length] as const,
  );
  return (
    counts
      .filter(([, count]) => count > 0)
      .map(([verdict, count]) => `${count} ${verdict}`)
      .join(', ') || 'nothing ran'
  );
};

const excludedLines = (rows: readonly ResultOfRequirement[]): string[] => {
  const byReason = Map.groupBy(
    rows.filter(({ outcome }) => outcome === 'excluded'),
    ({ excluded }) => excluded ?? '',
  );
  return [...byReason].map(([reason, group]) => `not looked at: ${group.map(({ id }) => id).join(', ')}. ${reason}`);
};

/** The run by requirement, then every problem with its evidence. Colour is for terminals; a CI log stays plain text. */
export const consoleReport = (
  results: Results,
  { isTerminal, isVerbose }: { readonly isTerminal: boolean; readonly isVerbose: boolean },
): string => {
  const seen = results.requirements.filter(({ outcome }) => outcome !== 'excluded' && outcome !== 'not-selected');
  const rows = seen.flatMap(({ id, sentence, outcome }) => {
    const own = results.results.filter(({ requirement }) => requirement === id);
    const checks = isVerbose
      ? own.flatMap((result) => [
          `    ${paint(result.verdict, isTerminal)}  ${result.check}  ${result.title}`,
          ...result.notes.map((note) => `          ${note}`),
        ])
      : [];
    return [`${paint(outcome as Verdict, isTerminal)}  ${id}  ${sentence}`, ...checks];
  });
  const problems = results.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
  return [
    ...rows,
    ...problems.flatMap((result) => problemLines(results, result)),
    '',
    ...(isVerbose ? excludedLines(results.requirements) : []),
    `${seen.length} requirements, ${results.results.length} checks: ${summaryOf(results)}`,
    `${results.request_count} requests in ${(results.duration_ms / 1_000).toFixed(1)} s against ${results.url}, run ${results.run_id}, seed ${results.seed}`,
    '',
  ].join('\n');
};
