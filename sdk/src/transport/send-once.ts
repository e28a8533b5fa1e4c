import type { Clock } from '../clock.ts';
import type { ServerClock } from '../tokens/server-clock.ts';
import type { Exchange } from './exchange.ts';

export interface SendingParts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
}

/**
 * The innermost step: the network. Each answer also tells the time of the server. The signal is given anew: a request's
 * own signal only follows the one it was made with, and after several copies no longer reliably.
 */
export const sendOnce =
  ({ fetch, clock, serverClock }: SendingParts, signal: AbortSignal): Exchange =>
  async (request) => {
    const sentAt = clock.now();
    const response = await fetch(request, { signal });
    serverClock.observe(response.headers.get('date'), sentAt, clock.now());
    return response;
  };
