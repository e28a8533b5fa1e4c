import { createHmac, timingSafeEqual } from 'node:crypto';
import { seconds } from '../clock.ts';

/** `Latchkey-Test-Clock: <seconds>.<HMAC-SHA-256 of the seconds, hex>`: how far ahead of the real time a request is to be judged. */
const form = /^(\d{1,9})\.([0-9a-f]{64})$/;

/**
 * The offset in milliseconds that a request asks for, 0 without a secret or with a wrong signature. Forwards only, so that
 * nothing expired comes back; and per request, so that tests of expiry run beside each other without waiting.
 */
export function testClockOffset(header: string | readonly string[] | undefined, secret: string | undefined): number {
  if (secret === undefined || typeof header !== 'string') return 0;
  const [, offset, signature] = form.exec(header) ?? [];
  if (offset === undefined || signature === undefined) return 0;
  const expected = createHmac('sha256', secret).update(offset).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? seconds(Number(offset)) : 0;
}
