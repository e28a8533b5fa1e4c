import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { diceOf } from '../authorization/random-world.ts';
import { type EngineName, mongodbUri } from '../storage/engines.ts';
import { type Deployment, newDeployment, newStore } from '../support/deployment.ts';
import { verifyTrail } from '../support/read-trail.ts';
import { allRaces } from './all-races.ts';
import { openTrack, type Track } from './race.ts';
import { lineOf, runRace } from './run-race.ts';

/** Few: what they cannot find, `npm run races` looks for in hundreds. */
const rounds = 2;
/** The deployment's stream, and of the workspaces' some. */
const trails = 4;
const seed = Number(process.env.RACE_SEED ?? randomInt(2 ** 31));

function racesOn(engine: EngineName, processes: 1 | 2): void {
  let deployment: Deployment;
  let track: Track;
  before(async () => {
    deployment = newDeployment(newStore(engine));
    track = await openTrack(deployment, processes, diceOf(seed));
  });
  after(() => deployment[Symbol.asyncDispose]());

  for (const race of allRaces) {
    it(race.title, async (context) => {
      const report = await runRace(race, track, rounds);
      context.diagnostic(`${lineOf(report)} (RACE_SEED=${seed})`);
      assert.deepEqual(report.broken, []);
    });
  }

  it('after all of it the audit trail verifies offline', async () => {
    for (const trail of track.trails.slice(0, trails)) await verifyTrail(track.here, trail);
  });
}

describe('races in one process on the embedded store', () => racesOn('embedded', 1));
if (mongodbUri !== undefined) describe('races between two processes over MongoDB', () => racesOn('mongodb', 2));
