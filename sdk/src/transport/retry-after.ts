/**
 * How long a `Retry-After` header asks to wait, in milliseconds (RFC 9110 §10.2.3: seconds or a date). A date is read
 * against the answer's own `Date`, so a wrong clock on this side does not matter.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const until = Date.parse(value);
  const serverNow = Date.parse(headers.get('date') ?? '') || now;
  return Number.isNaN(until) ? undefined : Math.max(0, until - serverNow);
}
