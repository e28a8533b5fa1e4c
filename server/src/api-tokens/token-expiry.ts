import { days, wireTime } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';

export interface ExpiryRules {
  /** Days until a token expires whose maker does not say; null is never. */
  readonly defaultDays: number | null;
  /** The longest life in days that may be asked for; null allows any, and never. */
  readonly maximumDays: number | null;
}

/**
 * When a new token expires (epoch milliseconds, null for never): as asked, or by the default, and never beyond the maximum.
 * @throws {ServiceError} 422 `semantic_error`: in the past, or longer than allowed
 */
export function tokenExpiry(asked: string | null | undefined, rules: ExpiryRules, now: number): number | null {
  if (asked === undefined) return rules.defaultDays === null ? null : now + days(rules.defaultDays);
  const latest = rules.maximumDays === null ? undefined : now + days(rules.maximumDays);
  if (asked === null) {
    if (latest === undefined) return null;
    throw refused(`The policy does not allow a key that never expires: choose a time up to ${wireTime(latest)}.`);
  }
  const expiresAt = Date.parse(asked);
  if (expiresAt <= now) throw refused('The expiry lies in the past.');
  if (latest !== undefined && expiresAt > latest)
    throw refused(`The policy allows no expiry later than ${wireTime(latest)}.`);
  return expiresAt;
}

const refused = (detail: string): ServiceError =>
  new ServiceError('semantic_error', { detail, errors: [{ pointer: '/expires_at', code: 'semantic_error', detail }] });
