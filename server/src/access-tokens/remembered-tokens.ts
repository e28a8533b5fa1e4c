import { hash } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';
import type { AccessTokenClaims } from './access-token-claims.ts';
import { type AccessTokenExpectation, isWithinItsTime, verifyAccessToken } from './verify-access-token.ts';

export interface RememberedToken {
  readonly claims: AccessTokenClaims;
  readonly keySetVersion: number;
}

/**
 * Checks each access token's signature once. What a token says never changes, so its claims are remembered until it
 * expires, under the SHA-256 of the whole token (under part of it, one token could be taken for another), and only for the
 * version of the signing keys it was checked with. One memory serves one issuer and audience.
 */
export class RememberedTokens {
  readonly #tokens: BoundedMap<RememberedToken>;

  constructor(capacity = 10_000) {
    this.#tokens = new BoundedMap(capacity);
  }

  get size(): number {
    return this.#tokens.size;
  }

  /** What a token said when it was checked: whom to ask about, not whether it counts now. */
  recall(token: string): RememberedToken | undefined {
    return this.#tokens.get(digestOf(token));
  }

  /** As `verifyAccessToken`, with the same answer. Whoever has recalled the token already hands that on: digests cost most here. */
  async verify(
    token: string,
    expected: AccessTokenExpectation,
    recalled: RememberedToken | undefined = this.recall(token),
  ): Promise<AccessTokenClaims | undefined> {
    if (recalled?.keySetVersion === expected.keys.version && isWithinItsTime(recalled.claims, expected.now)) {
      return recalled.claims;
    }
    const claims = await verifyAccessToken(token, expected);
    const digest = digestOf(token);
    if (claims === undefined) this.#tokens.delete(digest);
    else this.#tokens.set(digest, { claims, keySetVersion: expected.keys.version });
    return claims;
  }
}

const digestOf = (token: string): string => hash('sha256', token, 'base64url');
