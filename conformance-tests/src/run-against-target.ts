import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from './check.ts';
import type { Console } from './console.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts';
import type { RunOptions } from './options.ts';
import { consoleReport } from './report/console-report.ts';
import { jsonReport } from './report/json-report.ts';
import { junitReport } from './report/junit-report.ts';
import type { Requirement } from './requirement.ts';
import { type RunResult, runChecks } from './run.ts';
import { createSecretLedger, type SecretLedger } from './secret-ledger.ts';
import { prepareTarget, type Target } from './target/target.ts';
import { TargetNotReady } from './target/target-not-ready.ts';
import { openWire, type Wire } from './wire/send.ts';

export interface Suite {
  readonly requirements: readonly Requirement[];
  readonly checks: readonly Check[];
  readonly console: Console;
}

/** Prepares the target, runs, reports: the `run` command behind its options. */
export const runAgainstTarget = async (
  options: RunOptions,
  { requirements, checks, console }: Suite,
): Promise<ExitCode> => {
  const secrets = createSecretLedger();
  const wire = openWire(options.url, options.requestTimeoutSeconds * 1_000, options.isInsecure);
  try {
    const target = await reach(wire, options, secrets, console);
    if (target === undefined) return exitCodes.targetNotReady;
    const run = await runChecks({ checks, requirements, target, wire, secrets, options });
    console.out(consoleReport(run, { isTerminal: console.isTerminal, isVerbose: options.isVerbose }));
    writeReports(run, options);
    return exitCodeOf(run.results.map(({ verdict, requirement }) => ({ verdict, level: requirement.level })));
  } finally {
    wire.close();
  }
};

const reach = async (
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

const writeReports = (run: RunResult, options: RunOptions): void => {
  if (options.reports.length === 0) return;
  mkdirSync(options.outFolder, { recursive: true });
  if (options.reports.includes('json'))
    writeFileSync(join(options.outFolder, 'results.json'), jsonReport(run, options));
  if (options.reports.includes('junit')) writeFileSync(join(options.outFolder, 'junit.xml'), junitReport(run));
};
