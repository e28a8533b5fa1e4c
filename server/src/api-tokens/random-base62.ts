import { randomFillSync } from 'node:crypto';
import { base62Alphabet } from './base62.ts';

/** The largest multiple of 62 a byte can reach. Bytes from here on are thrown away, or the first digits would come up more often. */
const unbiasedBytes = 248;

/** Asking the system for bytes in bulk: one call for every hundred secrets, not one for each. */
const pool = Buffer.alloc(4_096);
let position = pool.length;

/** `length` characters of `0-9A-Za-z`, each drawn evenly from the system's secure randomness (log2(62) = 5.95 bits each). */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    const byte = nextByte();
    if (byte < unbiasedBytes) text += base62Alphabet.charAt(byte % base62Alphabet.length);
  }
  return text;
}

/** Used bytes are wiped at once, so that the pool never keeps what secrets were made of. */
function nextByte(): number {
  if (position === pool.length) {
    randomFillSync(pool);
    position = 0;
  }
  const byte = pool.readUInt8(position);
  pool.writeUInt8(0, position);
  position += 1;
  return byte;
}
