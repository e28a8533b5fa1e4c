import { hash } from 'node:crypto';
import { BoundedMap } from '../bounded-map.ts';
import type { AccessTokenClaims } from './access-token-claims.ts';
import { type AccessTokenExpectation, isWithinItsTime, verifyAccessToken } from './verify-access-token.ts';

interface RememberedToken {
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
  recall(token: string): AccessTokenClaims | undefined {
    return this.#tokens.get(digestOf(token))?.claims;
  }

  /** As `verifyAccessToken`, with the same answer. */
  async verify(token: string, expected: AccessTokenExpectation): Promise<AccessTokenClaims | undefined> {
    const digest = digestOf(token);
    const remembered = this.#tokens.get(digest);
    if (remembered?.keySetVersion === expected.keys.version && isWithinItsTime(remembered.claims, expected.now)) {
      return remembered.claims;
    }
    const claims = await verifyAccessToken(token, expected);
    if (claims === undefined) this.#tokens.delete(digest);
    else this.#tokens.set(digest, { claims, keySetVersion: expected.keys.version });
    return claims;
  }
}

const digestOf = (token: string): string => hash('sha256', token, 'base64url');
