import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Console } from '../console.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Settings } from '../options.ts';
import { readKnownFailures, staleEntries } from '../results/known-failures.ts';
import { readResults } from '../results/read-results.ts';
import { UsageError } from '../usage-error.ts';

/**
 * `baseline write <results>` accepts the failures of a run, with a reason and an end; `baseline check <results>` says which
 * entries have to go. Nothing is accepted without both, since a list without reasons only grows.
 */
export const baseline = (
  [action, file]: readonly (string | undefined)[],
  settings: Settings,
  console: Console,
): ExitCode => {
  if (action === 'write') return write(file, settings, console);
  if (action === 'check') return check(file, settings, console);
  throw new UsageError('conformance baseline write <results.json>, or conformance baseline check <results.json>');
};

const usualFile = 'conformance-baseline.yaml';

const write = (file: string | undefined, settings: Settings, console: Console): ExitCode => {
  const { results } = readResults(file);
  const [reason, expires] = [settings.text('reason'), settings.text('expires')];
  if (reason === undefined || expires === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(expires))
    throw new UsageError('a baseline needs --reason "why this may fail" and --expires 2027-06-30');
  const failures = results
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'not-testable' || verdict === 'known-fail')
    .map(({ check: id }) => ({ check: id, reason, expires }));
  const path = settings.text('baseline') ?? usualFile;
  writeFileSync(path, stringify({ failures }));
  console.out(`${path}: ${failures.length} failures are accepted until ${expires}\n`);
  return exitCodes.allRequiredPassed;
};

const check = (file: string | undefined, settings: Settings, console: Console): ExitCode => {
  const { results } = readResults(file);
  const known = readKnownFailures({ baselineFile: settings.text('baseline') ?? usualFile, flakyFile: undefined });
  const stale = staleEntries(known, results);
  for (const entry of stale) console.error(`${entry}\n`);
  console.out(`${known.baseline.length} accepted failures, ${stale.length} of them out of date\n`);
  return stale.length === 0 ? exitCodes.allRequiredPassed : exitCodes.requirementFailed;
};
