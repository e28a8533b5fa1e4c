import type { ResultOfCheck, Results } from '../results/results.ts';

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 allows no control characters but tab and line ends, however escaped. */
const escapeXml = (text: string): string =>
  text
    .replaceAll(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '�')
    .replaceAll(/[&<>"]/g, (found) => entities[found] ?? found);

const failures = ['fail', 'not-testable'];
const errors = ['harness-error', 'env-error'];
const skipped = ['warn', 'not-applicable', 'known-fail', 'known-flaky'];

const elementOf = ({ verdict, evidence, known }: ResultOfCheck): string => {
  const message = escapeXml(known ?? evidence?.message ?? '');
  const text = escapeXml(
    [evidence?.request, evidence?.answer, evidence?.curl].filter((part) => part !== undefined).join('\n\n'),
  );
  if (verdict === 'pass') return '';
  if (skipped.includes(verdict)) return `<skipped message="${message}"/>`;
  const element = failures.includes(verdict) ? 'failure' : 'error';
  return `<${element} type="${verdict}" message="${message}">${text}</${element}>`;
};

/** One case per check; the requirement is the class, so that a CI groups by it. */
export const junitReport = ({ results, duration_ms: duration }: Results): string => {
  const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(3);
  const count = (verdicts: readonly string[]): number =>
    results.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const cases = results.map((result) => {
    const name = escapeXml(`${result.check} ${result.title}`);
    const attributes = `classname="${result.requirement}" name="${name}" time="${seconds(result.duration_ms)}"`;
    return `    <testcase ${attributes}>${elementOf(result)}</testcase>`;
  });
  const totals = `tests="${results.length}" failures="${count(failures)}" errors="${count(errors)}" skipped="${count(skipped)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="conformance" ${totals} time="${seconds(duration)}">`,
    `  <testsuite name="conformance" ${totals} time="${seconds(duration)}">`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};
