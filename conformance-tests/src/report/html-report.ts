import type { ResultOfCheck, ResultOfRequirement, Results } from '../results/results.ts';
import { fromBadToGood } from '../results/worst-verdict.ts';
import { claimOf } from './claim.ts';
import { summaryOf } from './console-report.ts';
import { htmlStyle } from './html-style.ts';

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Whatever a target answers is shown as text, never as a page. */
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (found) => entities[found] ?? found);

/** How outcomes are grouped by the filter: what one looks for first. */
const groupOf = (outcome: string): 'failed' | 'noted' | 'passed' | 'unseen' => {
  if (['fail', 'not-testable', 'harness-error', 'env-error'].includes(outcome)) return 'failed';
  if (['warn', 'known-fail', 'known-flaky'].includes(outcome)) return 'noted';
  return outcome === 'pass' ? 'passed' : 'unseen';
};

const words: { readonly [outcome: string]: string } = {
  'not-testable': 'not testable',
  'not-applicable': 'not applicable',
  'known-fail': 'known failure',
  'known-flaky': 'known flaky',
  'harness-error': 'error of the suite',
  'env-error': 'error of the environment',
  'not-selected': 'not selected',
};

const mark = (outcome: string): string =>
  `<span class="mark ${groupOf(outcome)}">${escapeHtml(words[outcome] ?? outcome)}</span>`;

const pair = (label: string, text: string | undefined): string =>
  text === undefined ? '' : `<dt>${label}</dt><dd><pre>${escapeHtml(text)}</pre></dd>`;

const evidenceOf = ({ evidence, known, notes }: ResultOfCheck): string => {
  const said = notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('');
  if (evidence === undefined) return said;
  const expectation =
    evidence.expected === undefined
      ? pair('Reason', evidence.message)
      : pair('Expected', evidence.expected) + pair('Actual', evidence.actual);
  const list = [
    pair('Known', known),
    expectation,
    pair('Request', evidence.request),
    pair('Answer', evidence.answer),
    pair('Send it again', evidence.curl),
  ];
  return `${said}<dl>${list.join('')}</dl>`;
};

const checkItem = (result: ResultOfCheck): string => {
  const head = `${mark(result.verdict)} <span class="title">${escapeHtml(result.title)}</span> <code>${escapeHtml(result.check)}</code>
    <span class="cost">${result.requests === 1 ? '1 request' : `${result.requests} requests`}, ${result.duration_ms} ms</span>`;
  const body = evidenceOf(result);
  if (body === '') return `<li>${head}</li>`;
  return `<li><details${groupOf(result.verdict) === 'failed' ? ' open' : ''}><summary>${head}</summary>${body}</details></li>`;
};

const requirementSection = (row: ResultOfRequirement, results: readonly ResultOfCheck[]): string => {
  const own = results.filter(({ requirement }) => requirement === row.id);
  const reason = row.excluded === undefined ? '' : `<p class="note">${escapeHtml(row.excluded)}</p>`;
  const sources = row.refs.length === 0 ? '' : `<p class="sources">${escapeHtml(row.refs.join(' · '))}</p>`;
  return `<section class="requirement ${groupOf(row.outcome)}" id="${escapeHtml(row.id)}">
  <h3>${mark(row.outcome)} <a href="#${escapeHtml(row.id)}">${escapeHtml(row.id)}</a> <span class="sentence">${escapeHtml(row.sentence)}</span></h3>
  ${sources}${reason}${own.length === 0 ? '' : `<ul>${own.map(checkItem).join('\n')}</ul>`}
</section>`;
};

const bar = ({ requirements }: Results): string => {
  const groups = ['failed', 'noted', 'passed', 'unseen'] as const;
  const parts = groups.map((group) => {
    const count = requirements.filter(({ outcome }) => groupOf(outcome) === group).length;
    return count === 0
      ? ''
      : `<span class="${group}" style="flex-grow:${count}" title="${count} ${group}">${count}</span>`;
  });
  return `<div class="bar" role="img" aria-label="${escapeHtml(groups.map((group, at) => `${parts[at] === '' ? 0 : requirements.filter(({ outcome }) => groupOf(outcome) === group).length} ${group}`).join(', '))}">${parts.join('')}</div>`;
};

const fact = (label: string, value: string): string => `<div><dt>${label}</dt><dd>${escapeHtml(value)}</dd></div>`;

const facts = (results: Results): string => {
  const { target, selection, settings } = results;
  const offered = [
    target.clock ? 'clock hook' : 'no clock hook',
    target.outbox ? 'outbox hook' : 'no outbox hook',
    target.operator ? 'operator' : `${target.actors} workspaces of actors`,
  ];
  return `<dl class="facts">${[
    fact('Target', results.url),
    fact('Contract', results.contract_sha256.slice(0, 16)),
    fact('Profiles', selection.profiles.join(', ') || 'full'),
    fact('Target offers', offered.join(', ')),
    fact('Run', `${results.run_id}, ${results.started_at}`),
    fact('Seed', `${results.seed}, ${settings.concurrency} at a time`),
    fact('Work', `${results.request_count} requests in ${(results.duration_ms / 1_000).toFixed(1)} s`),
    fact(
      'Suite',
      `${results.suite.name} ${results.suite.version}${results.set === null ? '' : `, set ${results.set}`}`,
    ),
  ].join('')}</dl>`;
};

const filters = (results: Results): string => {
  const count = (group: string): number =>
    results.requirements.filter(({ outcome }) => group === 'all' || groupOf(outcome) === group).length;
  const initial = count('failed') > 0 ? 'failed' : 'all';
  const choices = [
    ['all', 'All'],
    ['failed', 'Failed'],
    ['noted', 'Noted'],
    ['passed', 'Passed'],
    ['unseen', 'Not looked at'],
  ] as const;
  const inputs = choices.map(
    ([value, label]) =>
      `<label><input type="radio" name="show" value="${value}"${value === initial ? ' checked' : ''}> ${label} <b>${count(value)}</b></label>`,
  );
  return `<fieldset class="filters"><legend>Requirements</legend>${inputs.join('')}</fieldset>`;
};

const rank = (outcome: string): number => {
  const index = fromBadToGood.map(String).indexOf(outcome);
  return index === -1 ? fromBadToGood.length : index;
};

/** One file that needs nothing else: no script, no font and no picture from anywhere, so that it can be kept and mailed. */
export const htmlReport = (results: Results): string => {
  const { level, because } = claimOf(results);
  const byProfile = Map.groupBy(results.requirements, ({ profile }) => profile);
  const sections = [...byProfile].map(([profile, rows]) => {
    const sorted = rows.toSorted((left, right) => rank(left.outcome) - rank(right.outcome));
    return `<article><h2>${escapeHtml(profile)}</h2>${sorted.map((row) => requirementSection(row, results.results)).join('\n')}</article>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>Conformance of ${escapeHtml(results.url)}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>Conformance <span class="claim ${level}">${level}</span></h1>
<p class="because">${escapeHtml(because)}. ${escapeHtml(summaryOf(results))}.</p>
${bar(results)}
${facts(results)}
</header>
<main>
${filters(results)}
${sections.join('\n')}
</main>
</body>
</html>
`;
};
