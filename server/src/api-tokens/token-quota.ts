import { seconds } from '../clock.ts';
import { RequestMeter } from '../request-meter.ts';

/** How often API tokens may be verified. */
export interface TokenQuota {
  /** @returns the seconds to wait if the token's quota in this workspace is used up, else undefined */
  spend(use: TokenUse): number | undefined;
}

export interface TokenUse {
  readonly tokenId: string;
  readonly workspaceId: string | undefined;
  /** What the workspace allows at this moment: it may change within a minute. */
  readonly requestsPerMinute: number;
  readonly now: number;
}

/** Counts verifications of API tokens in this process: N processes allow N times as many. */
export function createTokenQuota(): TokenQuota {
  const meter = new RequestMeter();
  return {
    spend({ tokenId, workspaceId, requestsPerMinute, now }) {
      // One workspace's use of a personal token must not use up another's quota, nor tell of it.
      const { isAllowed, waitsFor } = meter.spend(`${tokenId} ${workspaceId ?? ''}`, requestsPerMinute, now);
      return isAllowed ? undefined : Math.ceil(waitsFor / seconds(1));
    },
  };
}
