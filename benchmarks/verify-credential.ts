/** Verifications per second on the embedded engine, beside bare Koa that reads, checks and answers the same JSON. */
import { atLeast, type Effort, fullEffort, type Result } from './result.ts';
import { measureBeside } from './support/beside.ts';
import { answerTo, verifyRequest } from './support/hot-requests.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { startMeasured } from './support/measured-process.ts';

const goal = 0.5;
const firstMilestone = 0.35;

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const latchkey = await startLatchkey({ folder });
    stack.defer(latchkey.stop);
    const request = verifyRequest(await provision(latchkey.address));
    const answer = await answerTo(latchkey.address, request, '"outcome":"allowed"');
    const bareKoa = await startMeasured({
      entry: new URL('./bare-koa.ts', import.meta.url),
      options: ['post'],
      environment: { ANSWER: answer },
    });
    stack.defer(bareKoa.stop);

    const { throughput, capacity, rows } = await measureBeside(
      { name: 'verifyCredential', server: latchkey, request },
      { name: 'koa POST', server: bareKoa, request },
      effort,
    );
    return {
      name: 'verify-credential',
      rows: [
        ...rows,
        { figure: 'verifyCredential to koa POST', value: throughput, unit: 'times', ...atLeast(goal, throughput) },
        {
          figure: 'verifyCredential to koa POST, first milestone',
          value: throughput,
          unit: 'times',
          ...atLeast(firstMilestone, throughput),
        },
        {
          figure: 'verifyCredential to koa POST, by server time',
          value: capacity,
          unit: 'times',
          ...atLeast(goal, capacity),
        },
      ],
    };
  });
