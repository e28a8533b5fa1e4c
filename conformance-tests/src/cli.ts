#!/usr/bin/env node
import { describeRequirement, listRequirements } from './catalogue.ts';
import { baseline } from './commands/baseline.ts';
import { cleanUp } from './commands/clean-up.ts';
import { examineTarget } from './commands/doctor.ts';
import { reportAgain } from './commands/report-again.ts';
import { runAgainstTarget, type Suite } from './commands/run-against-target.ts';
import { testItself } from './commands/self-test.ts';
import { testWireFaults } from './commands/test-on-the-wire.ts';
import { testFaults } from './commands/test-with-faults.ts';
import type { Console } from './console.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import {
  type CommandLine,
  type Environment,
  readCommandLine,
  readRunOptions,
  readSettings,
  type Settings,
} from './options.ts';
import { readRequirements } from './requirement.ts';
import { allChecks } from './requirements/all-checks.ts';
import { UsageError } from './usage-error.ts';

const help = `conformance: checks a server against the Latchkey contract, from outside

  conformance [run] --url <address>    run the checks (default)
  conformance doctor --url <address>   what can be looked at here, and what cannot
  conformance list [--json]            every requirement
  conformance explain <ID>             one requirement: sentence, sources, checks
  conformance report <results.json>    make reports again of a run that was
  conformance baseline write <results.json> --reason <why> --expires <date>
  conformance baseline check <results.json>
  conformance cleanup --run <id>       remove what a run that broke off has left
  conformance selftest                 test the suite itself: does it believe servers that keep nothing?
  conformance selftest --faults        does it notice each fault of faults/, planted in the server beside it?
                                       --only <name or requirement>, --sample <n>, --all-checks, --out <folder> for the matrix
  conformance selftest --wire          does it notice answers that are not as documented? --sample <n> (150), --all

  --url <address>          the server to check
  --config <file>          settings by the names of these flags (conformance.yaml, if it is there)
  --spec <file|address>    the contract it is held to (default: the project's, else the one it serves)
  --set <name>             score a frozen set of requirements alone: 1.0
  --profile <name>         full (default), basic (what needs no hook in core, refresh and tokens), smoke, timing, or core,
                           refresh, tokens, access, audit, limits, lists, concurrency, lifecycle, fuzz (may repeat)
  --only <glob>            requirements or checks to run: SES-09, HTTP-*, SES-09/access-token (may repeat)
  --skip <glob>            requirements or checks to leave out
  --actors <file>          people that somebody has made, where the suite cannot make its own
  --baseline <file>        failures that are accepted, each with a reason and an end
  --flaky <file>           checks whose outcome is reported and not scored, each with a reason and an end
  --concurrency <n>        checks at the same time (8)
  --processes <n>          processes that the server has behind its address (1)
  --seed <n>               repeats the order and the random choices of a run
  --report <formats>       json, junit, html, md, badge, statement
  --out <folder>           where to (conformance-results)
  --fail-fast              stop at the first failure
  --strict                 a broken SHOULD fails too, and so does what a run leaves behind
  --keep-data              leave what the run makes
  --dry-run                show what would run
  --insecure               accept any TLS certificate
  --max-duration <s>       give up after this long (600)
  --request-timeout <s>    give up one request after this long (20)
  --timeout-scale <x>      both of them, times x
  -v, --verbose            show every check

Every flag may be set as CONFORMANCE_<FLAG>. Secrets come from the environment alone, as value or @file:
  CONFORMANCE_SETUP_TOKEN                                         of a fresh server, or
  CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD    of one that is set up
  CONFORMANCE_HOOK_SECRET                                         of its test hooks, if it has any

Exit code: 0 every requirement passed, 1 one failed or the baseline is out of date, 2 wrong usage, 3 server not ready,
4 fault of the suite, 5 nothing ran
`;

const print = (console: Console, text: string): ExitCode => {
  console.out(text);
  return exitCodes.allRequiredPassed;
};

const selfTest = (settings: Settings, suite: Suite): Promise<ExitCode> => {
  if (settings.flag('faults')) return testFaults(settings, suite);
  return settings.flag('wire') ? testWireFaults(settings, suite) : testItself(suite);
};

const follow = async (commandLine: CommandLine, environment: Environment, console: Console): Promise<ExitCode> => {
  const { command, operands, values } = commandLine;
  const requirements = readRequirements();
  const suite = { requirements, checks: allChecks, console };
  const settings = () => readSettings(commandLine, environment);
  const options = () => readRunOptions(commandLine, environment);
  switch (command) {
    case 'help':
      return print(console, help);
    case 'list':
      return print(console, listRequirements(requirements, values.json === true));
    case 'explain':
      return print(console, describeRequirement(requirements, allChecks, operands[0]));
    case 'doctor':
      return examineTarget(options(), suite);
    case 'cleanup':
      return cleanUp(options(), settings().text('run'), console);
    case 'baseline':
      return baseline(operands, settings(), console);
    case 'report':
      return reportAgain(operands[0], settings(), console);
    case 'selftest':
      return selfTest(settings(), suite);
    case 'run':
      return runAgainstTarget(options(), suite);
    default:
      throw new UsageError(
        `there is no command ${command}; there are run, doctor, list, explain, report, baseline, cleanup and selftest`,
      );
  }
};

/** The command as a function: words and environment in, exit code out. */
export const main = async (words: readonly string[], environment: Environment, console: Console): Promise<ExitCode> => {
  try {
    return await follow(readCommandLine(words), environment, console);
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\nconformance --help shows what there is\n`);
      return exitCodes.usage;
    }
    console.error(
      `the suite itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return exitCodes.harnessFault;
  }
};

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), process.env, {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  });
}
