import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { it } from 'node:test';
import { diceOf } from '../authorization/random-world.ts';
import { setUpOperator } from '../support/actors.ts';
import { newDeployment } from '../support/deployment.ts';
import { hasMongodb, startMongodb } from '../support/with-mongodb.ts';
import { killAgainAndAgain, type Victim, victims } from './rounds.ts';

/** Few: what they cannot find, `npm run kills` looks for in many. */
const rounds: Readonly<Record<Victim, number>> = {
  'server on the embedded store': 3,
  'server over MongoDB': 2,
  database: 2,
};
const seed = Number(process.env.KILL_SEED ?? randomInt(2 ** 31));

for (const victim of victims().filter((name) => name !== 'database' || hasMongodb())) {
  it(`kill -9 of the ${victim} amid writes: what was acknowledged is there, and nothing is half done or twice`, async (context) => {
    context.diagnostic(`KILL_SEED=${seed}`);
    await killAgainAndAgain(victim, rounds[victim], diceOf(seed), (report, round) => {
      const { acknowledged, inDoubt, recoveryMilliseconds } = report;
      context.diagnostic(
        `round ${round}: ${acknowledged} acknowledged, ${inDoubt} in doubt, serving again after ${Math.round(recoveryMilliseconds)} ms`,
      );
    });
  });
}

if (victims().includes('database') && hasMongodb())
  it('while the database is away the service lives, is not ready and answers 503 with Retry-After; it recovers by itself', async () => {
    const database = await startMongodb();
    await using deployment = newDeployment({
      environment: { MONGODB_URI: database.uri },
      remove: () => database.stop(),
    });
    const server = await deployment.start();
    const { session } = await setUpOperator(server);
    await database.kill();
    const refused = await server.refuse('getMe', 'unavailable', { as: session });
    assert.equal(refused.status, 503);
    assert.match(refused.headers['retry-after'] ?? '', /^\d+$/);
    assert.equal((await server.ask('getReadiness')).status, 503);
    assert.equal((await server.ask('getLiveness')).status, 200);
    assert.equal((await server.ask('getCatalog')).status, 200);
    await database.restart();
    let answer = await server.ask('getMe', { as: session });
    while (answer.status === 503) answer = await server.ask('getMe', { as: session });
    assert.equal(answer.status, 200);
    await server.succeed('getReadiness');
  });
