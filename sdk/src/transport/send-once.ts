import type { Clock } from '../clock.ts';
import type { ServerClock } from '../tokens/server-clock.ts';
import type { Exchange } from './exchange.ts';

/** The innermost step: the network. Each answer also tells the time of the server. */
export const sendOnce =
  (fetch: typeof globalThis.fetch, clock: Clock, serverClock: ServerClock): Exchange =>
  async (request) => {
    const sentAt = clock.now();
    const response = await fetch(request);
    serverClock.observe(response.headers.get('date'), sentAt, clock.now());
    return response;
  };
