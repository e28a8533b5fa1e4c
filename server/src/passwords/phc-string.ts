import type { HashCost } from './hash-cost.ts';

/**
 * An argon2id hash as a PHC string with the parameters in the order of the reference implementation (m, t, p), which is the
 * only one that every other library reads; argon2 0.45 would write them in another.
 */
export function phcString(cost: HashCost, salt: Buffer, hash: Buffer): string {
  const { memoryKibibytes, passes, lanes } = cost;
  return `$argon2id$v=19$m=${memoryKibibytes},t=${passes},p=${lanes}$${unpaddedBase64(salt)}$${unpaddedBase64(hash)}`;
}

const unpaddedBase64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
