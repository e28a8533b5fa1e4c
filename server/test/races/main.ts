/**
 * `npm run races -- [--rounds 200] [--seed N] [--only word]`: lets requests race each other, on two processes of the server over
 * MongoDB if MONGODB_URI is set (`npm run with-mongodb -- npm run races`), else on one process with the embedded store. One line a race: its
 * rounds, how often each outcome came up, and what was broken. At the end the audit trail has to verify offline. Ends with 1
 * if anything was broken. The seed repeats the leads and the choices; what the machine makes of them is never quite the same.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { diceOf } from '../authorization/random-world.ts';
import { mongodbUri } from '../storage/engines.ts';
import { newDeployment, newStore } from '../support/deployment.ts';
import { verifyTrail } from '../support/read-trail.ts';
import { allRaces } from './all-races.ts';
import { openTrack } from './race.ts';
import { lineOf, runRace } from './run-race.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? randomInt(2 ** 31));
const engine = mongodbUri === undefined ? 'embedded' : 'mongodb';
const processes = engine === 'mongodb' ? 2 : 1;
process.stdout.write(
  `${rounds} rounds each, ${processes} process${processes === 1 ? '' : 'es'} (${engine}), seed ${seed}\n`,
);

await using deployment = newDeployment(newStore(engine));
const track = await openTrack(deployment, processes, diceOf(seed));
let isBroken = false;
for (const race of allRaces.filter(({ title }) => title.includes(values.only))) {
  const report = await runRace(race, track, rounds);
  isBroken ||= report.broken.length > 0;
  process.stdout.write(`${lineOf(report)}\n`);
}
let events = 0;
for (const trail of track.trails) events += await verifyTrail(track.here, trail);
process.stdout.write(`✔ the audit trail verifies offline: ${events} events in ${track.trails.length} streams\n`);
process.exitCode = isBroken ? 1 : 0;
