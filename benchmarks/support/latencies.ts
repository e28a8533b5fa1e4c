import type { HttpClient } from '../../server/test/support/http-client.ts';
import type { LoadRequest } from './load.ts';

/** Milliseconds of each request, one after the other on one connection. @throws {Error} one is not answered as expected */
export async function latencies(
  client: HttpClient,
  requests: Iterable<LoadRequest>,
  expected: string,
): Promise<number[]> {
  const times: number[] = [];
  for (const { method, path, headers = {}, body } of requests) {
    const begun = performance.now();
    const sent = { method, path, headers: { ...headers, 'Content-Type': 'application/json' } };
    const { status, text } = await client.send(body === undefined ? sent : { ...sent, body });
    times.push(performance.now() - begun);
    if (!text.includes(expected)) throw new Error(`${method} ${path} answered ${status} without ${expected}: ${text}`);
  }
  return times;
}

export function percentile(times: readonly number[], share: number): number {
  const found = [...times].sort((one, other) => one - other)[Math.floor(times.length * share)];
  if (found === undefined) throw new RangeError('a percentile of nothing');
  return found;
}
