/**
 * Verifications per second on MongoDB, beside bare Koa that reads and checks the same JSON and finds one document by its id
 * through the same driver. The database shares the machine's cores with both, so the ratio by server time is the steadier one.
 */
import { atLeast, type Effort, fullEffort, type Result } from './result.ts';
import { measureBeside } from './support/beside.ts';
import { answerTo, verifyRequest } from './support/hot-requests.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { startMeasured } from './support/measured-process.ts';
import { ownDatabase } from './support/own-database.ts';

const goal = 0.8;

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const database = await ownDatabase();
    if (database === undefined) return { name: 'mongodb-verify', rows: [], notMeasured: 'MONGODB_URI is not set' };
    stack.defer(database.drop);
    const latchkey = await startLatchkey({ folder, mongodbUri: database.uri });
    stack.defer(latchkey.stop);
    const request = verifyRequest(await provision(latchkey.address));
    const answer = await answerTo(latchkey.address, request, '"outcome":"allowed"');
    const bareKoa = await startMeasured({
      entry: new URL('./bare-koa.ts', import.meta.url),
      options: ['find'],
      environment: { ANSWER: answer, MONGODB_URI: database.uri },
    });
    stack.defer(bareKoa.stop);

    const own = { name: 'verifyCredential on MongoDB', server: latchkey, request };
    const other = { name: 'koa POST with findOne', server: bareKoa, request };
    const { throughput, capacity, rows } = await measureBeside(own, other, effort);
    // Requests that come together share a read. One client alone has nobody to share it with.
    const alone = await measureBeside(own, other, effort, 1);
    return {
      name: 'mongodb-verify',
      rows: [
        ...rows,
        {
          figure: 'verifyCredential on MongoDB to koa with findOne',
          value: throughput,
          unit: 'times',
          ...atLeast(goal, throughput),
        },
        {
          figure: 'verifyCredential on MongoDB to koa with findOne, by server time',
          value: capacity,
          unit: 'times',
          ...atLeast(goal, capacity),
        },
        { figure: 'the same for one client alone', value: alone.throughput, unit: 'times' },
        { figure: 'the same for one client alone, by server time', value: alone.capacity, unit: 'times' },
      ],
    };
  });
