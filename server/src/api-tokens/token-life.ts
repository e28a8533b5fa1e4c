import type { AuditEvent } from '../audit/audit-event.ts';
import type { Change } from '../storage/port.ts';
import { isOverlapping } from './api-token.ts';
import type { ApiTokenStore } from './api-token-store.ts';
import { type OwnedToken, requireNotEnded } from './owned-token.ts';
import { nextRotation } from './rotation.ts';
import { tokenEvent } from './token-event.ts';
import { generateSecret, type Secret } from './token-format.ts';

/** What is to happen to a token, and what it looks like then. Empty where nothing changes. */
export interface TokenStep extends OwnedToken {
  readonly events: readonly AuditEvent[];
  readonly changes: readonly Change[];
}

/**
 * A second secret for the same token. Id, name, permission and expiry stay.
 * @throws {ServiceError} 409 `rotation_in_progress`, `conflict`
 */
export function rotateToken(
  token: OwnedToken,
  about: { readonly overlapSeconds: number | undefined; readonly brand: string; readonly now: number },
  apiTokens: ApiTokenStore,
): TokenStep & { readonly secret: Secret } {
  requireNotEnded(token, about.now);
  const { record, head } = token;
  const rotation = nextRotation(head, about.overlapSeconds, about.now);
  const secret =
    record.kind === 'service_key'
      ? generateSecret('service_key', undefined, about.brand)
      : generateSecret(record.kind, record.environment, about.brand);
  return {
    secret,
    record: { ...record, display_prefix: secret.prefix, last_four: secret.lastFour },
    head: { ...head, generation: rotation.generation, previous_valid_until: rotation.previousValidUntil },
    events: [tokenEvent(record, 'rotated')],
    changes: apiTokens.rotate(record, head, rotation, secret),
  };
}

/** @throws {ServiceError} 409 `conflict` for an ended token */
export function suspendToken(token: OwnedToken, now: number, apiTokens: ApiTokenStore): TokenStep {
  return setState(token, 'suspended', now, apiTokens);
}

/** @throws {ServiceError} 409 `conflict` for an ended token */
export function resumeToken(token: OwnedToken, now: number, apiTokens: ApiTokenStore): TokenStep {
  return setState(token, 'active', now, apiTokens);
}

function setState(token: OwnedToken, state: 'active' | 'suspended', now: number, apiTokens: ApiTokenStore): TokenStep {
  requireNotEnded(token, now);
  const { record, head } = token;
  if (record.state === state) return { ...token, events: [], changes: [] };
  return {
    record: { ...record, state },
    head: { ...head, state },
    events: [tokenEvent(record, state === 'active' ? 'resumed' : 'suspended')],
    changes: apiTokens.setState(record, head, state),
  };
}

/** Ends the secret before the last rotation. Without an overlap there is nothing to end. */
export function endTokenOverlap(token: OwnedToken, now: number, apiTokens: ApiTokenStore): TokenStep {
  const { record, head } = token;
  if (head.state === 'revoked' || !isOverlapping(head, now)) return { ...token, events: [], changes: [] };
  return {
    record,
    head: { ...head, previous_valid_until: null },
    events: [tokenEvent(record, 'overlap_ended')],
    changes: [apiTokens.endOverlap(head)],
  };
}
