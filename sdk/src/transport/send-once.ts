import type { Clock } from '../clock.ts';
import type { ServerClock } from '../tokens/server-clock.ts';
import type { Exchange } from './exchange.ts';

export interface SendingParts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly serverClock: ServerClock;
  /** Longest time of one attempt. Absent means as long as the call may take. */
  readonly attemptTimeoutMs?: number | undefined;
}

/** The innermost step: the network. Each answer also tells the time of the server. */
export const sendOnce =
  ({ fetch, clock, serverClock, attemptTimeoutMs }: SendingParts, signal: AbortSignal): Exchange =>
  async ({ url, ...init }) => {
    const sentAt = clock.now();
    const response = await fetch(url, {
      ...init,
      ...sendingTerms,
      signal:
        attemptTimeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(attemptTimeoutMs)]),
    });
    serverClock.observe(response.headers.get('date'), sentAt, clock.now());
    return response;
  };

/**
 * Cookies stay out of it. Followed, a redirect could carry a credential to another host; the service has none. Cloudflare's
 * workers have no cookies, and refuse to hear of them.
 */
const sendingTerms: RequestInit = {
  redirect: 'manual',
  ...('credentials' in Request.prototype && { credentials: 'omit' }),
};
