import { seconds } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { OperationId } from '../operation/operation.ts';
import { RequestMeter } from '../request-meter.ts';

/** How much of a quota a caller has left: `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers). */
export interface Quota {
  readonly policy: string;
  readonly state: string;
}

export interface RequestLimiter {
  /**
   * @returns undefined for an operation that has no quota
   * @throws {ServiceError} 429 `rate_limit_exceeded`, with the seconds to wait; the refused request costs nothing else
   */
  spend(id: OperationId, caller: string, now: number): Quota | undefined;
}

/** Whoever watches over the process must never be told to come back later. */
const withoutQuota: ReadonlySet<OperationId> = new Set(['getLiveness', 'getReadiness']);

/**
 * Counts requests per credential, or per address where there is none, within this process: N processes allow N times as
 * much. What guards passwords and mailboxes is counted exactly, elsewhere (`addresses/address-quota-store.ts`).
 */
export function createRequestLimiter(requestsPerMinute: number): RequestLimiter {
  const meter = new RequestMeter();
  const policy = `"default";q=${requestsPerMinute};w=60`;
  return {
    spend(id, caller, now) {
      if (withoutQuota.has(id)) return undefined;
      const { isAllowed, remaining, resetsAfter, waitsFor } = meter.spend(caller, requestsPerMinute, now);
      const quota = { policy, state: `"default";r=${remaining};t=${Math.ceil(resetsAfter / seconds(1))}` };
      if (!isAllowed) throw new RateLimited(quota, Math.ceil(waitsFor / seconds(1)));
      return quota;
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
