import { createHmac, hkdfSync } from 'node:crypto';
import { base62Alphabet } from '../api-tokens/base62.ts';
import { refreshTokenOf, type Secret, secretLength } from '../api-tokens/token-format.ts';
import type { DeploymentSecrets } from '../signing-keys/sealed-box.ts';

export interface RefreshTokens {
  /**
   * The one token that can follow this one, first under the deployment's current secret, then under the one before it. It is
   * computed and never stored, so the same use, repeated, gives the same successor: who lost an answer on the way is not
   * locked out, and N uses at once make one successor and not N.
   */
  successorsOf(presented: string): readonly [Secret, ...Secret[]];
}

/** HMAC-SHA-256 (RFC 2104) of the predecessor under a key that is derived for this alone (HKDF, RFC 5869). */
export function createRefreshTokens({ current, previous }: DeploymentSecrets, brand: string): RefreshTokens {
  const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'latchkey refresh tokens', 32));
  const currentKey = keyOf(current);
  const previousKeys = previous === undefined ? [] : [keyOf(previous)];
  const successor = (presented: string, key: Buffer): Secret =>
    refreshTokenOf(asBase62(createHmac('sha256', key).update(presented).digest()), brand);

  return {
    successorsOf: (presented) => [
      successor(presented, currentKey),
      ...previousKeys.map((key) => successor(presented, key)),
    ],
  };
}

/** 256 bits hold the 190 of the secret part 2^65 times over, so no character comes up measurably more often than another. */
function asBase62(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let digits = '';
  for (let place = 0; place < secretLength; place += 1) {
    digits += base62Alphabet.charAt(Number(rest % 62n));
    rest /= 62n;
  }
  return digits;
}
