/** How a token is asked for. */
export interface TokenRequest {
  /** A token that the service has just refused. The source answers with a newer one, or with undefined if it has none. */
  readonly refused?: string;
  /** Ends this wait, never work that others wait for too. */
  readonly signal?: AbortSignal;
}

/** Where a call gets its bearer token. Undefined sends the request without one. */
export interface TokenSource {
  token(request?: TokenRequest): Promise<string | undefined>;
}

/** One token that never changes, such as an API token. Refused once, there is no other. */
export const fixedToken = (token: string): TokenSource => ({
  token: async ({ refused } = {}) => (refused === token ? undefined : token),
});

/** Speaks as nobody. */
export const noToken: TokenSource = { token: async () => undefined };
