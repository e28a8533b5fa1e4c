import { days } from '../clock.ts';
import type { ApiTokenRecord } from './api-token.ts';

/** How many days before its end a token's owner is told, the last warning first. */
export const warningDays = [1, 7, 14] as const;
export type WarningDays = (typeof warningDays)[number];

/**
 * The warning that is due now and was not given. One that was missed is left out when a later one is due, and so is one
 * that a short-lived token would have got at its creation: its maker knows.
 */
export function dueWarning(
  token: Pick<ApiTokenRecord, 'created_at' | 'expires_at' | 'revoked_at' | 'warned_days'>,
  now: number,
): WarningDays | undefined {
  const { created_at, expires_at, revoked_at, warned_days } = token;
  if (expires_at === null || revoked_at !== null || now >= expires_at) return undefined;
  const due = warningDays.find((count) => {
    const from = expires_at - days(count);
    return from <= now && created_at < from;
  });
  return due === undefined || (warned_days !== null && warned_days <= due) ? undefined : due;
}
