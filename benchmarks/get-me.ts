/** getMe by access token on the embedded engine, beside bare Koa that answers the same bytes. */
import { atLeast, type Effort, fullEffort, type Result } from './result.ts';
import { measureBeside } from './support/beside.ts';
import { answerTo, getMeRequest } from './support/hot-requests.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { startMeasured } from './support/measured-process.ts';

const goal = 0.4;

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const latchkey = await startLatchkey({ folder });
    stack.defer(latchkey.stop);
    const request = getMeRequest(await provision(latchkey.address));
    const answer = await answerTo(latchkey.address, request, '"workspaces"');
    const bareKoa = await startMeasured({
      entry: new URL('./bare-koa.ts', import.meta.url),
      options: ['get'],
      environment: { ANSWER: answer },
    });
    stack.defer(bareKoa.stop);

    const { throughput, capacity, rows } = await measureBeside(
      { name: 'getMe by access token', server: latchkey, request },
      { name: 'koa GET', server: bareKoa, request },
      effort,
    );
    return {
      name: 'get-me',
      rows: [
        ...rows,
        { figure: 'getMe to koa GET', value: throughput, unit: 'times', ...atLeast(goal, throughput) },
        { figure: 'getMe to koa GET, by server time', value: capacity, unit: 'times', ...atLeast(goal, capacity) },
      ],
    };
  });
