import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { loadCore, type MeasuredProcess, pinned } from './measured-process.ts';

/** A request that is sent again and again. */
export interface LoadRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  /** What one request costs the server, whoever else is using the machine. */
  readonly cpuMicroseconds: number;
}

interface AutocannonReport {
  readonly '2xx': number;
  readonly non2xx: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly duration: number;
}

const autocannon = createRequire(import.meta.url).resolve('autocannon');
/** How many clients ask at the same time, each as soon as it has its answer. */
export const manyClients = 32;

/** Sends one request over and over. @throws {Error} any answer was not a success: its speed would mean nothing */
export async function load(
  server: MeasuredProcess,
  request: LoadRequest,
  seconds: number,
  clients = manyClients,
): Promise<LoadResult> {
  const [program, ...options] = pinned(loadCore, [
    process.execPath,
    autocannon,
    ...optionsOf(server, request, seconds, clients),
  ]);
  const cpuBefore = server.cpuSeconds();
  const generator = spawn(program, options, { stdio: ['ignore', 'pipe', 'ignore'] });
  const [output] = await Promise.all([text(generator.stdout), once(generator, 'exit')]);
  const cpuSeconds = server.cpuSeconds() - cpuBefore;

  const report = JSON.parse(output) as AutocannonReport;
  const successes = report['2xx'];
  if (successes === 0 || report.non2xx + report.errors + report.timeouts > 0)
    throw new Error(`${request.method} ${request.path} did not always succeed: ${output}`);
  return { requestsPerSecond: successes / report.duration, cpuMicroseconds: (cpuSeconds / successes) * 1e6 };
}

function optionsOf(
  server: MeasuredProcess,
  { method, path, headers = {}, body }: LoadRequest,
  seconds: number,
  clients: number,
): string[] {
  const named = Object.entries({ ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) });
  return [
    ...['--json', '--no-progress', '--connections', String(clients), '--duration', String(seconds)],
    ...['--method', method],
    ...named.flatMap(([name, value]) => ['--headers', `${name}=${value}`]),
    ...(body === undefined ? [] : ['--body', body]),
    server.address + path,
  ];
}
