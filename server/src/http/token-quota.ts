import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { TokenQuota } from '../api-tokens/token-quota.ts';

const windowSeconds = 60;
/** The limiter itself refuses nothing: which quota holds is the workspace's to say, and may change within a minute. */
const beyondEveryQuota = Number.MAX_SAFE_INTEGER;

/** Counts verifications of API tokens in this process: N processes allow N times as many. */
export function createTokenQuota(): TokenQuota {
  const limiter = new RateLimiterMemory({ points: beyondEveryQuota, duration: windowSeconds });
  return {
    async spend(tokenId, workspaceId, requestsPerMinute) {
      // One workspace's use of a personal token must not use up another's quota, nor tell of it.
      const { consumedPoints, msBeforeNext } = await limiter.consume(`${tokenId} ${workspaceId ?? ''}`);
      return consumedPoints <= requestsPerMinute ? undefined : Math.max(1, Math.ceil(msBeforeNext / 1_000));
    },
  };
}
