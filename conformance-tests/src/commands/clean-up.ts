import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeRun } from '../cleanup/remove-run.ts';
import type { Console } from '../console.ts';
import { objectOf, stringOf } from '../contract/document.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { RunOptions } from '../options.ts';
import { createSecretLedger } from '../secret-ledger.ts';
import { UsageError } from '../usage-error.ts';
import { openWire } from '../wire/send.ts';
import { madeAt, reach } from './run-against-target.ts';

const runIdIn = (folder: string): string => {
  try {
    return stringOf(objectOf(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).run_id);
  } catch {
    return '';
  }
};

/** Removes what a run that broke off has left: the `cleanup` command. Needs the operator's secret that the run had, or its actor pack. */
export const cleanUp = async (options: RunOptions, named: string | undefined, console: Console): Promise<ExitCode> => {
  const runId = named ?? runIdIn(options.outFolder);
  if (!/^[0-9a-f]{8}$/.test(runId))
    throw new UsageError('say which run: conformance cleanup --run 1a2b3c4d (its first line names it)');
  const wire = openWire(options.url, options.requestTimeoutSeconds * 1_000, options.isInsecure);
  try {
    const target = await reach(wire, options, createSecretLedger(), console);
    if (target === undefined) return exitCodes.targetNotReady;
    const made = { ...madeAt(target, wire, options), runId, sessions: new Map() };
    if (target.operator === undefined)
      console.error(
        'without an operator it takes away what the people of the pack have, and cannot see whom the run has made\n',
      );
    const { removed, left } = await removeRun(made);
    console.out(`removed ${removed} people of run ${runId}, and what was theirs\n`);
    for (const email of left) console.error(`left behind: ${email}\n`);
    return left.length === 0 ? exitCodes.allRequiredPassed : exitCodes.requirementFailed;
  } finally {
    wire.close();
  }
};
