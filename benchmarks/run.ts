/**
 * `npm run bench [-- --quick] [-- name …]`: measures the figures one after the other, prints them as a table and keeps them as
 * JSON in `benchmarks/results/`. A goal that is missed is shown, and is no failure; a figure that cannot be measured is one.
 * The figures on MongoDB need MONGODB_URI: `npm run with-mongodb -- npm run bench`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { parseArgs } from 'node:util';
import { type Effort, fullEffort, quickEffort, type Result, type Row } from './result.ts';

interface Figure {
  readonly measure: (effort: Effort) => Promise<Result>;
}

const figures: { readonly [name: string]: () => Promise<Figure> } = {
  'verify-credential': () => import('./verify-credential.ts'),
  'get-me': () => import('./get-me.ts'),
  decisions: () => import('./decisions.ts'),
  'start-up': () => import('./start-up.ts'),
  memory: () => import('./memory.ts'),
  dispatch: () => import('./dispatch.ts'),
  'sign-in': () => import('./sign-in.ts'),
  'sign-in-storm': () => import('./sign-in-storm.ts'),
  'audit-page': () => import('./audit-page.ts'),
  'many-tokens': () => import('./many-tokens.ts'),
  'sdk-size': () => import('./sdk-size.ts'),
  guards: () => import('./guards.ts'),
  'mongodb-commands': () => import('./mongodb-commands.ts'),
  'mongodb-verify': () => import('./mongodb-verify.ts'),
};

/** They fill stores with a million documents first, which takes minutes: measured when they are named. */
const large: readonly string[] = ['many-tokens'];

const { values: options, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : Object.keys(figures).filter((name) => !large.includes(name));
const unknown = names.filter((name) => !Object.hasOwn(figures, name));
if (unknown.length > 0) {
  process.stderr.write(`There is no figure ${unknown.join(', ')}. There are: ${Object.keys(figures).join(', ')}\n`);
  process.exit(2);
}

const results: Result[] = [];
for (const name of names) {
  process.stderr.write(`measuring ${name}\n`);
  try {
    const figure = await (figures[name] as () => Promise<Figure>)();
    results.push(await figure.measure(options.quick ? quickEffort : fullEffort));
  } catch (error) {
    process.stderr.write(`${name} could not be measured: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
process.stdout.write(`${table(results.flatMap(({ rows }) => rows))}\n`);
for (const { name, notMeasured } of results)
  if (notMeasured !== undefined) process.stdout.write(`${name} was not measured: ${notMeasured}\n`);
await keep(results);

function table(rows: readonly Row[]): string {
  const lines = [
    ['figure', 'value', '', 'goal', 'reached'],
    ...rows.map(({ figure, value, unit, goal = '', reached }) => [
      figure,
      readable(value),
      unit,
      goal,
      reached === undefined ? '' : reached ? 'yes' : 'NO',
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const padded = lines.map((line) =>
    line
      .map((cell, column) => (column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(Math.max(...padded.map((line) => line.length)));
  return [padded[0], rule, ...padded.slice(1)].join('\n');
}

function readable(value: number): string {
  if (Number.isInteger(value) || value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

async function keep(measured: readonly Result[]): Promise<void> {
  const folder = new URL('./results/', import.meta.url);
  const at = new Date().toISOString();
  const machine = {
    node: process.version,
    platform: `${platform()} ${arch()}`,
    cores: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
  };
  const file = new URL(`${at.replaceAll(/[:.]/g, '-')}.json`, folder);
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ at, quick: options.quick, machine, results: measured }, null, 2)}\n`);
  process.stdout.write(`\n${measured.length} of ${names.length} results are kept in ${file.pathname}\n`);
}
