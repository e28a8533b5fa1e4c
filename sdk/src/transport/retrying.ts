import type { Clock } from '../clock.ts';
import type { Exchange, Outgoing } from './exchange.ts';
import { retryAfterMs } from './retry-after.ts';

export interface RetryTerms {
  /** Whether a second arrival of the same request has no second effect. */
  readonly repeatable: boolean;
  /** Epoch milliseconds. No wait reaches beyond it: what cannot be answered in time fails at once. */
  readonly deadlineAt: number;
  /** How often it is sent at most. */
  readonly attempts: number;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

const firstDelayMs = 250;
const retriedStatuses: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/**
 * Sends again what may be sent again: after a broken connection, a request timeout, a rate limit or an outage. The
 * server's `Retry-After` counts exactly; jitter is only for waits of our own, so that clients do not come back in step.
 */
export const retrying =
  (terms: RetryTerms, clock: Clock, next: Exchange): Exchange =>
  async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      const result = await settle(next, request);
      const delayMs = mayRetry(result, attempt, terms) ? waitMs(result, attempt, clock.now()) : undefined;
      if (delayMs === undefined || clock.now() + delayMs >= terms.deadlineAt) return outcomeOf(result);
      await result.response?.body?.cancel();
      await clock.wait(delayMs, terms.signal);
    }
  };

interface Result {
  readonly response?: Response;
  readonly failure?: unknown;
}

const settle = (next: Exchange, request: Outgoing): Promise<Result> =>
  next(request).then(
    (response) => ({ response }),
    (failure: unknown) => ({ failure }),
  );

function mayRetry(result: Result, attempt: number, terms: RetryTerms): boolean {
  if (!terms.repeatable || attempt >= terms.attempts || terms.signal.aborted) return false;
  return result.response === undefined || retriedStatuses.has(result.response.status);
}

function waitMs({ response }: Result, attempt: number, now: number): number {
  const asked = response && retryAfterMs(response.headers, now);
  return asked ?? firstDelayMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
}

function outcomeOf({ response, failure }: Result): Response {
  if (response === undefined) throw failure;
  return response;
}
