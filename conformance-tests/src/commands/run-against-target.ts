import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Credential } from '../call.ts';
import type { Check } from '../check.ts';
import { requirementOf } from '../check.ts';
import { cleanupKeyOf, passwordOf } from '../cleanup/derived-password.ts';
import { type Made, removeRun } from '../cleanup/remove-run.ts';
import type { Console } from '../console.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';
import type { RunOptions } from '../options.ts';
import { consoleReport } from '../report/console-report.ts';
import { progressLine } from '../report/progress.ts';
import { writeReports } from '../report/write-reports.ts';
import type { Requirement } from '../requirement.ts';
import { readRequirementSet } from '../requirement-set.ts';
import { readKnownFailures, staleEntries } from '../results/known-failures.ts';
import { resultsOf } from '../results/results.ts';
import { newRunId, runChecks } from '../run.ts';
import { createSecretLedger, type SecretLedger } from '../secret-ledger.ts';
import { requireKnownProfiles, selectChecks } from '../selection.ts';
import { prepareTarget, type Target } from '../target/target.ts';
import { TargetNotReady } from '../target/target-not-ready.ts';
import { openWire, type Wire } from '../wire/send.ts';

export interface Suite {
  readonly requirements: readonly Requirement[];
  readonly checks: readonly Check[];
  readonly console: Console;
}

/** Prepares the target, runs, reports, clears up: the `run` command behind its options. */
export const runAgainstTarget = async (options: RunOptions, suite: Suite): Promise<ExitCode> => {
  const { requirements, checks, console } = suite;
  requireKnownProfiles(options.profiles);
  const known = readKnownFailures(options);
  const scored = options.set === undefined ? undefined : readRequirementSet(options.set);
  if (options.isDryRun) return showSelection(options, suite);

  const secrets = createSecretLedger();
  const wire = openWire(options.url, options.requestTimeoutSeconds * 1_000, options.isInsecure);
  const runId = newRunId();
  const sessions = new Map<string, Credential>();
  try {
    const target = await reach(wire, options, secrets, console);
    if (target === undefined) return exitCodes.targetNotReady;
    console.out(`run ${runId} begins: if it breaks off, \`cleanup --run ${runId}\` removes what it has made\n`);
    noteRun(runId, options);
    const onResult = progressLine(console);
    const run = await runChecks({ checks, requirements, target, wire, secrets, options, runId, sessions, onResult });
    const results = resultsOf(run, { options, target, requirements, scored, known });
    console.out(consoleReport(results, { isTerminal: console.isTerminal, isVerbose: options.isVerbose }));
    const stale = staleEntries(known, results.results);
    for (const entry of stale) console.error(`the baseline is out of date: ${entry}\n`);
    for (const path of writeReports(results, options.reports, options.outFolder)) console.out(`${path}\n`);
    const isClean = options.keepsData || (await clearUp({ wire, target, options, runId, sessions, console }));
    const counted = results.results.map(({ verdict, level, is_scored: isScored }) => ({ verdict, level, isScored }));
    return exitCodeOf(counted, stale.length > 0 || (options.isStrict && !isClean));
  } finally {
    wire.close();
  }
};

const showSelection = (options: RunOptions, { requirements, checks, console }: Suite): ExitCode => {
  const rows = new Map(requirements.map((row) => [row.id, row]));
  const selected = selectChecks(checks, rows, options);
  for (const check of selected) console.out(`${check.id}  ${check.title}\n`);
  const count = new Set(selected.map((check) => requirementOf(check))).size;
  console.out(`${count} requirements, ${selected.length} checks would run, seed ${options.seed}\n`);
  return selected.length === 0 ? exitCodes.nothingRan : exitCodes.allRequiredPassed;
};

export const reach = async (
  wire: Wire,
  options: RunOptions,
  secrets: SecretLedger,
  console: Console,
): Promise<Target | undefined> => {
  try {
    return await prepareTarget(wire, options, secrets);
  } catch (error) {
    if (!(error instanceof TargetNotReady)) throw error;
    console.error(`${secrets.redact(error.message)}\n`);
    return undefined;
  }
};

/** Left behind for `cleanup`, should the run break off. Holds no secret. */
const noteRun = (runId: string, { outFolder, url, reports }: RunOptions): void => {
  if (reports.length === 0) return;
  mkdirSync(outFolder, { recursive: true });
  writeFileSync(join(outFolder, 'run.json'), `${JSON.stringify({ run_id: runId, url: url.href }, null, 2)}\n`);
};

/** How whatever a run has made at the target is found again. */
export const madeAt = (
  { contract, operator, actors }: Target,
  wire: Wire,
  options: RunOptions,
): Omit<Made, 'runId' | 'sessions'> => {
  const key = cleanupKeyOf(options);
  return {
    ...{ wire, contract, operator, actors },
    sleep: (milliseconds) => sleepFor(milliseconds),
    passwordOf: (name) => passwordOf(key, name),
  };
};

interface Leftovers {
  readonly wire: Wire;
  readonly target: Target;
  readonly options: RunOptions;
  readonly runId: string;
  readonly sessions: ReadonlyMap<string, Credential>;
  readonly console: Console;
}

/** True when nothing is left. What cannot be removed is reported, and fails a strict run alone. */
const clearUp = async ({ wire, target, options, runId, sessions, console }: Leftovers): Promise<boolean> => {
  try {
    const made = { ...madeAt(target, wire, options), runId, sessions };
    const { left } = await removeRun(made);
    if (left.length > 0) console.error(`left behind: ${left.join(', ')}\n`);
    return left.length === 0;
  } catch (error) {
    console.error(
      `the clean-up of run ${runId} broke off: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return false;
  }
};
