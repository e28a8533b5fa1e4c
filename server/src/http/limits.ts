import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ServiceError } from '../errors/service-error.ts';

const windowSeconds = 60;

/** How much of a quota a caller has left: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). */
export interface Quota {
  readonly policy: string;
  readonly state: string;
}

export interface RequestLimiter {
  /** @throws {ServiceError} 429 `rate_limit_exceeded`, with the seconds to wait; the refused request costs nothing else */
  spend(caller: string): Promise<Quota>;
}

/**
 * Counts requests per credential, or per address where there is none, within this process: N processes allow N times as
 * much. What guards passwords is counted exactly, elsewhere (`sessions/sign-in.ts`).
 */
export function createRequestLimiter(requestsPerMinute: number): RequestLimiter {
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: windowSeconds });
  const policy = `"default";q=${requestsPerMinute};w=${windowSeconds}`;
  const quota = (result: RateLimiterRes): Quota => ({
    policy,
    state: `"default";r=${Math.max(0, result.remainingPoints)};t=${Math.ceil(result.msBeforeNext / 1_000)}`,
  });
  return {
    async spend(caller) {
      try {
        return quota(await limiter.consume(caller));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new RateLimited(quota(refusal), Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000)));
      }
    },
  };
}

/** A 429 that still tells the quota. */
export class RateLimited extends ServiceError {
  readonly quota: Quota;
  constructor(quota: Quota, retryAfterSeconds: number) {
    super('rate_limit_exceeded', { retryAfterSeconds });
    this.quota = quota;
  }
}
