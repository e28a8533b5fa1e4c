import type { ResultOfCheck, Results } from '../results/results.ts';
import { claimOf } from './claim.ts';
import { summaryOf } from './console-report.ts';

/** Neither a table cell nor a line may end early because of what a target has answered. */
const cell = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;').slice(0, 300);

const fenced = (text: string): string => {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${text}\n${fence}`;
};

const details = ({ check, title, evidence }: ResultOfCheck): string[] => [
  `<details><summary>${cell(check)}: ${cell(title)}</summary>`,
  '',
  ...(evidence?.request === undefined ? [] : [fenced(evidence.request), '', fenced(evidence.answer ?? ''), '']),
  ...(evidence?.curl === undefined ? [] : [fenced(evidence.curl), '']),
  '</details>',
  '',
];

/** For the summary page of a CI: the outcome, a line for each problem, the exchanges folded away. */
export const markdownReport = (results: Results): string => {
  const { level, because } = claimOf(results);
  const problems = results.results.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'not-applicable');
  const rows = problems.map(({ check, verdict, evidence, known }) => {
    const expected = evidence?.expected ?? known ?? evidence?.message ?? '';
    return `| ${verdict} | ${check} | ${cell(expected)} | ${cell(evidence?.actual ?? '')} |`;
  });
  return [
    '## Conformance',
    '',
    `Claim: **${level}** (${because}). ${results.results.length} checks: ${summaryOf(results)}.`,
    '',
    `${results.request_count} requests in ${(results.duration_ms / 1_000).toFixed(1)} s, contract \`${results.contract_sha256.slice(0, 12)}\`, seed ${results.seed}.`,
    '',
    ...(rows.length === 0 ? [] : ['| verdict | check | expected | actual |', '|---|---|---|---|', ...rows, '']),
    ...problems.flatMap(details),
  ].join('\n');
};
