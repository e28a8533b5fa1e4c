/**
 * What finding the operation costs with the whole contract over finding it among five: on a literal path, where the hot
 * operations are, and on the longest template.
 */
import { operationTable } from '../server/src/generated/operations.gen.ts';
import { atMost, type Effort, fullEffort, type Result, type Row } from './result.ts';
import { measureBeside } from './support/beside.ts';
import type { LoadRequest } from './support/load.ts';
import { startMeasured } from './support/measured-process.ts';

const goalPercent = 5;
const five = ['verifyCredential', 'getMe', 'mintAccessToken', 'getSession', 'getWorkspaceKey'];
const requests: { readonly [path: string]: LoadRequest } = {
  'a literal path': { method: 'GET', path: '/v1/me' },
  'a template': { method: 'GET', path: '/v1/workspaces/benchmark/keys/tok_01jzzzzzzzzzzzzzzzzzzzzzzz' },
};

export async function measure(effort: Effort = fullEffort): Promise<Result> {
  await using stack = new AsyncDisposableStack();
  const start = async (options: readonly string[]) => {
    const server = await startMeasured({ entry: new URL('./dispatch-koa.ts', import.meta.url), options });
    stack.defer(server.stop);
    return server;
  };
  const [whole, few] = [await start([]), await start([five.join(',')])];

  const rows: Row[] = [{ figure: 'operations of the contract', value: Object.keys(operationTable).length, unit: '' }];
  for (const [name, request] of Object.entries(requests)) {
    const { capacity } = await measureBeside(
      { name: 'whole', server: whole, request },
      { name: 'five', server: few, request },
      effort,
    );
    const percent = (1 / capacity - 1) * 100;
    rows.push({
      figure: `dispatch of the whole contract over 5 operations, ${name}`,
      value: percent,
      unit: '% server time',
      ...atMost(goalPercent, percent),
    });
  }
  return { name: 'dispatch', rows };
}
