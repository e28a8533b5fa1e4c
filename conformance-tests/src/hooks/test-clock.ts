import { createHmac } from 'node:crypto';
import type { Header } from '../wire/exchange.ts';

/**
 * Asks that this one request be judged as if it came so much later: `Latchkey-Test-Clock: <seconds>.<HMAC-SHA-256 of the
 * seconds, hex>`. Per request, so that checks of expiry run beside each other and nothing waits.
 */
export const testClockHeader = (seconds: number, secret: string): Header => [
  'Latchkey-Test-Clock',
  `${seconds}.${createHmac('sha256', secret).update(String(seconds)).digest('hex')}`,
];
