/** How often API tokens may be verified. */
export interface TokenQuota {
  /** @returns the seconds to wait if the token's quota in this workspace is used up, else undefined */
  spend(tokenId: string, workspaceId: string | undefined, requestsPerMinute: number, now: number): number | undefined;
}
