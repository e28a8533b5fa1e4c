import { type ApiTokenHead, type ApiTokenRecord, apiTokenState } from '../api-tokens/api-token.ts';
import { presentOverlap } from '../api-tokens/present-overlap.ts';
import { wireTime, wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';

/** A service key as lists show it, without its secret. */
export const presentServiceKey = (
  record: ApiTokenRecord,
  head: ApiTokenHead | undefined,
  now: number,
): Wire<'getServiceKey', 200> => ({
  id: record._id,
  kind: 'service_key',
  name: record.name,
  description: record.description,
  display: { prefix: record.display_prefix, last_four: record.last_four },
  state: apiTokenState(record, now),
  created_at: wireTime(record.created_at),
  created_by: record.created_by,
  expires_at: wireTimeOrNull(record.expires_at),
  last_used_at: wireTimeOrNull(head?.last_used_at ?? null),
  overlap: presentOverlap(head, now),
});
