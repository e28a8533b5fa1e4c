import type { StoredPermission } from '../authorization/permission.ts';
import { wireTimeOrNull } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { ApiTokenRecord } from './api-token.ts';
import type { ApiTokenStore } from './api-token-store.ts';
import type { OwnedToken } from './owned-token.ts';
import { memberChanges, tokenEvent } from './token-event.ts';
import type { TokenStep } from './token-life.ts';

/** What can change of a token while it lives; an absent member stays. */
export interface TokenUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly permission?: StoredPermission | undefined;
  readonly resource_limit?: readonly string[] | null | undefined;
  /** Epoch milliseconds; null is never. */
  readonly expires_at?: number | null | undefined;
}

const updatable = ['name', 'description', 'permission', 'resource_limit', 'expires_at'] as const;

/** The token after an update that has been judged. The trail names every member that has changed; without one there is nothing to do. */
export async function updateToken(
  { record, head }: OwnedToken,
  update: TokenUpdate,
  now: number,
  apiTokens: ApiTokenStore,
): Promise<TokenStep> {
  const next = updatedRecord(record, update);
  const changed = memberChanges(audited(record), audited(next), updatable);
  if (changed.length === 0) return { record, head, events: [], changes: [] };
  const nameTaken = new ServiceError('name_taken', { detail: 'Another live token has this name.' });
  return {
    record: next,
    head: { ...head, expires_at: next.expires_at },
    events: [tokenEvent(next, 'updated', changed)],
    changes: await apiTokens.update(record, head, next, now, nameTaken),
  };
}

function updatedRecord(record: ApiTokenRecord, update: TokenUpdate): ApiTokenRecord {
  const given = Object.fromEntries(Object.entries(update).filter(([, value]) => value !== undefined));
  const next: ApiTokenRecord = { ...record, ...given };
  // Another expiry calls for warnings of its own.
  return next.expires_at === record.expires_at ? next : { ...next, warned_days: null };
}

const audited = (record: ApiTokenRecord) => ({ ...record, expires_at: wireTimeOrNull(record.expires_at) });
