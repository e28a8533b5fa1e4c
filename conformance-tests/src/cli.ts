#!/usr/bin/env node
import { pathToFileURL } from 'node:url';
import { describeRequirement, listRequirements } from './catalogue.ts';
import type { Console } from './console.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { type Environment, readCommandLine, readRunOptions } from './options.ts';
import { readRequirements } from './requirement.ts';
import { allChecks } from './requirements/all-checks.ts';
import { runAgainstTarget } from './run-against-target.ts';
import { UsageError } from './usage-error.ts';

const help = `conformance: checks a server against the Latchkey contract, from outside

  conformance [run] --url <address>    run the checks (default)
  conformance list [--json]            every requirement
  conformance explain <ID>             one requirement: sentence, sources, checks

  --url <address>          the server to check
  --spec <file|address>    the contract it is held to (default: the project's, else the one it serves)
  --only <glob>            requirements or checks to run: SES-09, HTTP-*, SES-09/access-token (may repeat)
  --skip <glob>            requirements or checks to leave out
  --profile <name>         core, tokens, timing or full
  --concurrency <n>        checks at the same time (8)
  --seed <n>               repeats the order and the random choices of a run
  --report json,junit      also write results.json and junit.xml
  --out <folder>           where to (conformance-results)
  --fail-fast              stop at the first failure
  --strict                 a broken SHOULD fails too
  --max-duration <s>       give up after this long (600)
  --request-timeout <s>    give up one request after this long (20)
  -v, --verbose            show every check

Every flag may be set as CONFORMANCE_<FLAG>. Secrets come from the environment alone, as value or @file:
  CONFORMANCE_SETUP_TOKEN                                         of a fresh server, or
  CONFORMANCE_OPERATOR_EMAIL and CONFORMANCE_OPERATOR_PASSWORD    of one that is set up

Exit code: 0 every requirement passed, 1 one failed, 2 wrong usage, 3 server not ready, 4 fault of the suite, 5 nothing ran
`;

/** The command as a function: words and environment in, exit code out. */
export const main = async (words: readonly string[], environment: Environment, console: Console): Promise<ExitCode> => {
  try {
    const commandLine = readCommandLine(words);
    const requirements = readRequirements();
    switch (commandLine.command) {
      case 'help':
        console.out(help);
        return exitCodes.allRequiredPassed;
      case 'list':
        console.out(listRequirements(requirements, commandLine.values.json === true));
        return exitCodes.allRequiredPassed;
      case 'explain':
        console.out(describeRequirement(requirements, allChecks, commandLine.operands[0]));
        return exitCodes.allRequiredPassed;
      case 'run':
        return await runAgainstTarget(readRunOptions(commandLine, environment), {
          requirements,
          checks: allChecks,
          console,
        });
      default:
        throw new UsageError(`there is no command ${commandLine.command}; there are run, list and explain`);
    }
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

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2), process.env, {
    out: (text) => process.stdout.write(text),
    error: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  });
}
