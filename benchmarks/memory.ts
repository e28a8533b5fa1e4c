/** Resident memory on the embedded engine: at rest after the start, and at rest again after a stretch of verifications. */
import { setTimeout as delay } from 'node:timers/promises';
import { atMost, type Effort, fullEffort, median, type Result } from './result.ts';
import { answerTo, verifyRequest } from './support/hot-requests.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import { load } from './support/load.ts';

const goalMebibytes = 120;
/** Long enough for the collector to have come by, if it comes. */
const restMilliseconds = 3_000;

export async function measure({ rounds, loadSeconds }: Effort = fullEffort): Promise<Result> {
  const samples: { rest: number; after: number }[] = [];
  for (let round = 0; round < Math.min(rounds, 3); round += 1) samples.push(await sample(loadSeconds));
  const rest = median(samples.map((one) => one.rest));
  return {
    name: 'memory',
    rows: [
      { figure: 'memory at rest', value: rest, unit: 'MiB', ...atMost(goalMebibytes, rest) },
      { figure: 'memory at rest, after load', value: median(samples.map((one) => one.after)), unit: 'MiB' },
    ],
  };
}

const sample = (loadSeconds: number): Promise<{ rest: number; after: number }> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    const latchkey = await startLatchkey({ folder });
    stack.defer(latchkey.stop);
    await answerTo(latchkey.address, { method: 'GET', path: '/health/live' }, 'status');
    await delay(restMilliseconds);
    const rest = latchkey.residentMebibytes();

    await load(latchkey, verifyRequest(await provision(latchkey.address)), loadSeconds);
    await delay(restMilliseconds);
    return { rest, after: latchkey.residentMebibytes() };
  });
