/**
 * Requests per second of an API behind each guard, beside the same API without one: asking the service each time, and remembering
 * its answers. The service has a process of its own; the server time is the API's alone.
 */
import { type Effort, fullEffort, type Result, type Row } from './result.ts';
import { measureBeside } from './support/beside.ts';
import { provision, startLatchkey, withFolder } from './support/latchkey.ts';
import type { LoadRequest } from './support/load.ts';
import { startMeasured } from './support/measured-process.ts';

const frameworks = ['koa', 'express', 'fastify', 'hono'] as const;
const modes = ['asking', 'remembering'] as const;

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    await using stack = new AsyncDisposableStack();
    // Not on the API's core: what it does there would be taken for the guard's work.
    const latchkey = await startLatchkey({ folder, hasAllCores: true });
    stack.defer(latchkey.stop);
    const { serviceKey, workspaceKey, workspaceId } = await provision(latchkey.address);
    const environment = { LATCHKEY_URL: latchkey.address, SERVICE_KEY: serviceKey, WORKSPACE: workspaceId };
    const request: LoadRequest = { method: 'GET', path: '/', headers: { 'x-api-key': workspaceKey } };
    const start = (framework: string, mode: string) =>
      startMeasured({ entry: new URL('./guarded-api.ts', import.meta.url), options: [framework, mode], environment });

    const rows: Row[] = [];
    for (const framework of frameworks) {
      const bare = await start(framework, 'bare');
      for (const mode of modes) {
        const guarded = await start(framework, mode);
        const measured = await measureBeside(
          { name: `${framework}, guard ${mode}`, server: guarded, request },
          { name: `${framework} alone, beside it`, server: bare, request },
          effort,
        );
        await guarded.stop();
        rows.push(
          ...measured.rows,
          { figure: `${framework}, guard ${mode}, to ${framework} alone`, value: measured.throughput, unit: 'times' },
          { figure: 'the same, by server time', value: measured.capacity, unit: 'times' },
        );
      }
      await bare.stop();
    }
    return { name: 'guards', rows };
  });
