import ky, { isHTTPError } from 'ky';
import { attempt, type Network } from './attempt.ts';
import type { Exchange } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';
import { withoutCookies } from './without-cookies.ts';

export interface SendingTerms {
  /** A second arrival of the same request has no second effect, although its method does not show it. */
  readonly repeatable: boolean;
  /** Epoch milliseconds. No wait reaches beyond it: what cannot be answered in time fails at once. */
  readonly deadlineAt: number;
  /** Longest time of one attempt. Absent means as long as the call may take. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Ends the sending and the waiting. */
  readonly signal: AbortSignal;
}

const firstDelayMs = 250;
const retriedStatuses = [408, 429, 502, 503, 504];

/**
 * Sends with ky, which makes the request, times and aborts its attempts, and sends again what may be sent again: after a broken
 * connection, a request timeout, a rate limit or an outage. Between two attempts ky would wait by a timer of its own, and read a
 * date of the server by this side's clock; so it waits no time, and its hook waits instead.
 */
export const sending =
  ({ repeatable, deadlineAt, attemptTimeoutMs, signal }: SendingTerms, network: Network): Exchange =>
  async ({ url, ...request }) =>
    ky(url, {
      ...request,
      ...withoutCookies,
      signal,
      fetch: attempt(network),
      timeout: attemptTimeoutMs ?? false,
      retry: {
        limit: network.attempts - 1,
        ...(repeatable && { methods: [request.method] }),
        statusCodes: retriedStatuses,
        retryOnTimeout: true,
        backoffLimit: 0,
        afterStatusCodes: [],
      },
      hooks: {
        beforeRetry: [
          async ({ error, retryCount }) => {
            const now = network.clock.now();
            const delayMs = waitMs(error, retryCount, now);
            if (now + delayMs >= deadlineAt) throw error;
            await network.clock.wait(delayMs, signal);
          },
        ],
      },
    }).catch(answerOfLastAttempt);

/** The server's `Retry-After` counts exactly; jitter is only for waits of our own, so that clients do not come back in step. */
const waitMs = (failure: Error, attemptsMade: number, now: number): number =>
  (isHTTPError(failure) ? retryAfterMs(failure.response.headers, now) : undefined) ??
  firstDelayMs * 2 ** (attemptsMade - 1) * (0.5 + Math.random() / 2);

/** For ky a refusal is a failure; here it is an answer like others. */
function answerOfLastAttempt(failure: unknown): Response {
  if (isHTTPError(failure)) return failure.response;
  throw failure;
}
