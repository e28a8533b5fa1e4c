import type { Console } from '../console.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { readRunOptions } from '../options.ts';
import { listen, nullServers } from '../selftest/null-servers.ts';
import { runAgainstTarget, type Suite } from './run-against-target.ts';

/** One thing that can be wrong with the suite itself: it finds nothing wrong where something is. */
export interface SelfTest {
  readonly name: string;
  /** Sentences about what went wrong; none is good. */
  run(suite: Suite): Promise<readonly string[]>;
}

const quiet: Console = { out: () => undefined, error: () => undefined, isTerminal: false };

const againstNullServers: SelfTest = {
  name: 'servers that keep nothing are never taken for good',
  run: async (suite) => {
    const complaints: string[] = [];
    for (const { name, listener } of nullServers) {
      await using server = await listen(listener);
      const values = { url: server.url, 'request-timeout': '1', 'max-duration': '30' };
      const options = readRunOptions({ values }, { CONFORMANCE_SETUP_TOKEN: 'a setup token of nobody' });
      const exitCode = await runAgainstTarget(options, { ...suite, console: quiet });
      if (exitCode !== exitCodes.targetNotReady) complaints.push(`${name}: exit code ${exitCode}`);
    }
    return complaints;
  },
};

const everyMustIsCaught: SelfTest = {
  name: 'every check belongs to a requirement, and every requirement with checks has them',
  run: async ({ requirements, checks }) => {
    const known = new Set(checks.map(({ id }) => id));
    const listed = new Set(requirements.flatMap((row) => row.checks));
    return [
      ...[...listed].filter((id) => !known.has(id)).map((id) => `${id} is listed and not there`),
      ...[...known].filter((id) => !listed.has(id)).map((id) => `${id} is there and not listed`),
    ];
  },
};

/** What the `selftest` command runs, in this order. */
export const selfTests: readonly SelfTest[] = [everyMustIsCaught, againstNullServers];

/** Tests the suite, not a server: whether it would notice. */
export const testItself = async (suite: Suite): Promise<ExitCode> => {
  let hasFailed = false;
  for (const { name, run } of selfTests) {
    const complaints = await run(suite);
    hasFailed ||= complaints.length > 0;
    suite.console.out(`${complaints.length === 0 ? 'pass' : 'FAIL'}  ${name}\n`);
    for (const complaint of complaints) suite.console.out(`      ${complaint}\n`);
  }
  return hasFailed ? exitCodes.requirementFailed : exitCodes.allRequiredPassed;
};
