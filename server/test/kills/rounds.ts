import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '../authorization/random-world.ts';
import { mongodbUri, shortenTransactionLifetime } from '../storage/engines.ts';
import { createServiceKey, setUpOperator } from '../support/actors.ts';
import { type Deployment, type DeploymentStore, type Member, newDeployment, newStore } from '../support/deployment.ts';
import { verifyTrail } from '../support/read-trail.ts';
import { startMongodb } from '../support/with-mongodb.ts';
import { type Accident, type AccidentReport, inspectAgain, writeThroughAccident } from './accident.ts';
import type { Client } from './client.ts';

/** What is killed: the server over one of its two stores, or the database under it. */
export type Victim = 'server on the embedded store' | 'server over MongoDB' | 'database';

/** How many rounds pass until everything that they left is looked at again. */
const roundsPerBatch = 10;

/**
 * Kills again and again while clients write. What is wrong is thrown.
 * @returns how many audit events there are in the end, in the stream of the deployment
 */
export async function killAgainAndAgain(
  victim: Victim,
  rounds: number,
  dice: Dice,
  onRound: (report: AccidentReport, round: number) => void,
): Promise<number> {
  await using scene = await sceneOf(victim, dice);
  const { deployment, accidentOf } = scene;
  let server = await deployment.start(patient);
  const operator = await setUpOperator(server);
  const inspector = { operator, guard: await createServiceKey(server, operator) };
  let batch: Client[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const accident = accidentOf(server, (started) => {
      server = started;
    });
    const { clients, ...report } = await writeThroughAccident(server, accident, inspector, dice).catch((error) => {
      throw new Error(`${error instanceof Error ? error.message : String(error)}\n${server.process.printed()}`);
    });
    onRound(report, round);
    batch.push(...clients);
    if (round % roundsPerBatch !== 0 && round !== rounds) continue;
    await inspectAgain(server, batch, inspector);
    batch = [];
  }
  const events = await verifyTrail(server, { as: operator.session });
  return events;
}

/** A refresh whose answer was lost is made again after the restart, or the recovery of the database. */
const patient = { REFRESH_GRACE_SECONDS: '30' };

/** How long a database stays away: mostly less than a commit waits for it, and sometimes longer than a read does. */
const longestAbsenceMilliseconds = 6_000;

interface KillScene extends AsyncDisposable {
  readonly deployment: Deployment;
  accidentOf(server: Member, onStart: (server: Member) => void): Accident;
}

async function sceneOf(victim: Victim, dice: Dice): Promise<KillScene> {
  if (victim === 'database') return databaseScene(dice);
  const engine = victim === 'server over MongoDB' ? 'mongodb' : 'embedded';
  if (engine === 'mongodb') await shortenTransactionLifetime();
  const deployment = newDeployment(newStore(engine));
  return {
    deployment,
    accidentOf: (server, onStart) => ({
      isSurvived: false,
      happen: async () => {
        await server.end('SIGKILL');
        const next = await deployment.start(patient);
        onStart(next);
        return next;
      },
    }),
    [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose](),
  };
}

async function databaseScene(dice: Dice): Promise<KillScene> {
  const database = await startMongodb();
  const store: DeploymentStore = { environment: { MONGODB_URI: database.uri }, remove: () => database.stop() };
  const deployment = newDeployment(store);
  return {
    deployment,
    accidentOf: (server) => ({
      isSurvived: true,
      happen: async () => {
        await database.kill();
        await delay(dice.roll() ** 2 * longestAbsenceMilliseconds);
        await database.restart();
        return server;
      },
    }),
    [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose](),
  };
}

/** Both engines if there is a MongoDB, and the database itself if it is one of ours. */
export const victims = (): readonly Victim[] => [
  'server on the embedded store',
  ...(mongodbUri === undefined ? [] : (['server over MongoDB', 'database'] as const)),
];
