import type { Clock } from '../clock.ts';
import type { ServerClock } from '../tokens/server-clock.ts';

/** What all requests of a connection share. */
export interface Network {
  /** Absent means the one of the platform, as it is at the time of the request. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /** How often a request is sent at most. */
  readonly attempts: number;
}

/**
 * The `fetch` that ky calls for each attempt. The attempt lasts until the body has arrived: ky's time for an attempt covers it, and
 * an answer that breaks off is sent for again. Each answer also tells the time of the server.
 */
export const attempt =
  ({ fetch, clock, serverClock }: Network): typeof globalThis.fetch =>
  async (request, init) => {
    const sentAt = clock.now();
    const response = await (fetch ?? globalThis.fetch)(request, init);
    serverClock.observe(response.headers.get('date'), sentAt, clock.now());
    await response.clone().arrayBuffer();
    return response;
  };
