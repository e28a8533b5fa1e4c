/**
 * From the start of the process to its first 200, on the embedded engine: in one folder that holds a deployment, in an empty one,
 * where a deployment is founded, and as the very first start after an installation, when no compiled code is kept yet. Beside a
 * Koa process that imports the same packages.
 */
import { join } from 'node:path';
import { atMost, type Effort, fullEffort, median, type Result } from './result.ts';
import { startLatchkey, withFolder } from './support/latchkey.ts';
import { type MeasuredProcess, startMeasured } from './support/measured-process.ts';

const goal = 1.5;

export const measure = ({ rounds }: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    const kept = join(folder, 'kept');
    const bareKoa = () => startMeasured({ entry: new URL('./bare-start.js', import.meta.url) });
    const times: { bare: number; again: number; first: number; afresh: number }[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const time = {
        bare: await untilFirstSuccess(bareKoa, '/'),
        again: await untilFirstSuccess(() => startLatchkey({ folder: kept }), '/health/live'),
        first: await untilFirstSuccess(() => startLatchkey({ folder: join(folder, `new-${round}`) }), '/health/live'),
        afresh: await untilFirstSuccess(() => startLatchkey({ folder: kept, keepsCode: false }), '/health/live'),
      };
      // The first round fills the file cache, and founds the deployment that is kept.
      if (round > 0) times.push(time);
    }
    const ratio = median(times.map(({ again, bare }) => again / bare));
    const firstRatio = median(times.map(({ first, bare }) => first / bare));
    const afreshRatio = median(times.map(({ afresh, bare }) => afresh / bare));
    const milliseconds = (figure: string, values: number[]) => ({ figure, value: median(values), unit: 'ms' });
    return {
      name: 'start-up',
      rows: [
        milliseconds(
          'start to first 200',
          times.map(({ again }) => again),
        ),
        milliseconds(
          'start to first 200, empty folder',
          times.map(({ first }) => first),
        ),
        milliseconds(
          'koa with the same packages',
          times.map(({ bare }) => bare),
        ),
        { figure: 'start-up to koa', value: ratio, unit: 'times', ...atMost(goal, ratio) },
        { figure: 'start-up to koa, no code kept yet', value: afreshRatio, unit: 'times' },
        { figure: 'start-up to koa, empty folder', value: firstRatio, unit: 'times', ...atMost(goal, firstRatio) },
      ],
    };
  });

/** Milliseconds. The process is ended afterwards. */
async function untilFirstSuccess(start: () => Promise<MeasuredProcess>, path: string): Promise<number> {
  const started = performance.now();
  const server = await start();
  try {
    const response = await fetch(server.address + path);
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    return performance.now() - started;
  } finally {
    await server.stop();
  }
}
