import type { TokenQuota } from '../api-tokens/token-quota.ts';
import { seconds } from '../clock.ts';
import { RequestMeter } from './request-meter.ts';

/** Counts verifications of API tokens in this process: N processes allow N times as many. */
export function createTokenQuota(): TokenQuota {
  const meter = new RequestMeter();
  return {
    spend(tokenId, workspaceId, requestsPerMinute, now) {
      // One workspace's use of a personal token must not use up another's quota, nor tell of it.
      const { isAllowed, waitsFor } = meter.spend(`${tokenId} ${workspaceId ?? ''}`, requestsPerMinute, now);
      return isAllowed ? undefined : Math.ceil(waitsFor / seconds(1));
    },
  };
}
