/**
 * `npm run kills -- [--rounds 50] [--seed N] [--only word]`: kills the server with `kill -9` again and again while clients write,
 * on the embedded store and, under `npm run with-mongodb -- npm run kills`, over MongoDB; there also the database itself (one
 * that is started for it), and last a rolling restart of two processes by SIGTERM under load.
 *
 * After each kill everything acknowledged is there, nothing is half done, an attempt made again gives the same bytes and has
 * one effect, and nothing revoked is accepted; in a rolling restart no request fails. At the end every trail has to verify
 * offline. Ends with 1 if anything is wrong.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Dice, diceOf } from '../authorization/random-world.ts';
import { mongodbUri } from '../storage/engines.ts';
import type { AccidentReport } from './accident.ts';
import { restartUnderLoad } from './rolling-restart.ts';
import { killAgainAndAgain, type Victim, victims } from './rounds.ts';

/** What may go wrong, by what it does: it returns what was found, or throws what is wrong. */
type Ordeal = (rounds: number, dice: Dice) => Promise<string>;

const killing =
  (victim: Victim): Ordeal =>
  async (rounds, dice) => {
    const reports: AccidentReport[] = [];
    try {
      const events = await killAgainAndAgain(victim, rounds, dice, (report) => reports.push(report));
      return `${summaryOf(reports)}; ${events} events of the deployment verify offline`;
    } catch (error) {
      throw new Error(
        `after ${reports.length} whole rounds: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };

const rollingRestart: Ordeal = async (rounds) => {
  const { restarts, requests, rotations, longestDrainMilliseconds } = await restartUnderLoad(rounds);
  const drain = `longest drain ${inSeconds(longestDrainMilliseconds)}`;
  return `${restarts} restarts, ${requests} requests, 0 failed, ${rotations} rotations in between, ${drain}`;
};

const ordeals = new Map<string, Ordeal>(victims().map((victim) => [`kill -9 of the ${victim}`, killing(victim)]));
if (mongodbUri !== undefined) ordeals.set('rolling restart', rollingRestart);

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? randomInt(2 ** 31));
process.stdout.write(`${rounds} rounds each, seed ${seed}\n`);

for (const [name, ordeal] of ordeals) {
  if (!name.includes(values.only)) continue;
  try {
    process.stdout.write(`✔ ${name}: ${await ordeal(rounds, diceOf(seed))}\n`);
  } catch (error) {
    process.stdout.write(`✖ ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
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
    `serving again after ${inSeconds(median)} (median), ${inSeconds(recoveries.at(-1) ?? 0)} (longest)`,
  ].join(', ');
}

function inSeconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
