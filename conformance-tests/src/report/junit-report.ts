import type { CheckResult, RunResult } from '../run.ts';

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 allows no control characters but tab and line ends, however escaped. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '�')
    .replaceAll(/[&<>"]/g, (found) => entities[found] ?? found);

const elementOf = ({ verdict, evidence }: CheckResult): string => {
  const message = escapeXml(evidence?.message ?? '');
  const text = escapeXml(
    [evidence?.request, evidence?.answer, evidence?.curl].filter((part) => part !== undefined).join('\n\n'),
  );
  if (verdict === 'pass') return '';
  if (verdict === 'warn' || verdict === 'not-applicable') return `<skipped message="${message}"/>`;
  if (verdict === 'fail' || verdict === 'not-testable')
    return `<failure type="${verdict}" message="${message}">${text}</failure>`;
  return `<error type="${verdict}" message="${message}">${text}</error>`;
};

/** One case per check; the requirement is the class, so that a CI groups by it. */
export const junitReport = (run: RunResult): string => {
  const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(3);
  const count = (...verdicts: readonly string[]): number =>
    run.results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const cases = run.results.map((result) => {
    const name = escapeXml(`${result.check} ${result.title}`);
    const attributes = `classname="${result.requirement.id}" name="${name}" time="${seconds(result.durationMilliseconds)}"`;
    return `    <testcase ${attributes}>${elementOf(result)}</testcase>`;
  });
  const totals = `tests="${run.results.length}" failures="${count('fail', 'not-testable')}" errors="${count('harness-error', 'env-error')}" skipped="${count('warn', 'not-applicable')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="conformance" ${totals} time="${seconds(run.durationMilliseconds)}">`,
    `  <testsuite name="conformance" ${totals} time="${seconds(run.durationMilliseconds)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};
