/**
 * `npm run kills -- [--rounds 50] [--seed N] [--only word]`: kills the server with `kill -9` again and again while clients write,
 * on the embedded store and, under `npm run with-mongodb -- npm run kills`, over MongoDB; there also the database itself, one that is started for it. After
 * each kill everything acknowledged is there, nothing is half done, an attempt made again gives the same bytes and has one
 * effect, and nothing revoked is accepted. At the end every trail has to verify offline. Ends with 1 at the first thing that is wrong.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { diceOf } from '../authorization/random-world.ts';
import type { AccidentReport } from './accident.ts';
import { killAgainAndAgain, victims } from './rounds.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? randomInt(2 ** 31));
process.stdout.write(`${rounds} kills each, seed ${seed}\n`);

for (const victim of victims().filter((name) => name.includes(values.only))) {
  const reports: AccidentReport[] = [];
  const describeRound = (): string => `round ${reports.length + 1}`;
  try {
    const events = await killAgainAndAgain(victim, rounds, diceOf(seed), (report) => reports.push(report));
    process.stdout.write(`✔ ${victim}: ${summaryOf(reports)}; ${events} events of the deployment verify offline\n`);
  } catch (error) {
    process.stdout.write(
      `✖ ${victim}: ${describeRound()}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    process.exitCode = 1;
  }
}

function summaryOf(reports: readonly AccidentReport[]): string {
  const sum = (of: (report: AccidentReport) => number): number => reports.reduce((total, each) => total + of(each), 0);
  const recoveries = reports.map(({ recoveryMilliseconds }) => recoveryMilliseconds).sort((one, other) => one - other);
  const median = recoveries[Math.floor(recoveries.length / 2)] ?? 0;
  return [
    `${reports.length} kills`,
    `${sum(({ acknowledged }) => acknowledged)} acknowledged writes, 0 lost`,
    `${sum(({ inDoubt }) => inDoubt)} in doubt, 0 half done`,
    `serving again after ${(median / 1_000).toFixed(1)} s (median) and ${((recoveries.at(-1) ?? 0) / 1_000).toFixed(1)} s (longest)`,
  ].join(', ');
}
