import type { StoredPermission } from '../authorization/permission.ts';
import { days } from '../clock.ts';
import type { Document } from '../storage/port.ts';
import type { Environment } from './token-format.ts';

export type ApiTokenKind = 'workspace_key' | 'service_key';

/** `t:<token>`: what must count at once. */
export interface ApiTokenHead extends Document {
  readonly state: 'active' | 'suspended' | 'revoked';
  /** The generation of the newest secret. A rotation raises it. */
  readonly generation: number;
  /** Until when the secret of the generation before still works. */
  readonly previous_valid_until: number | null;
  /** A generation whose secret alone was ended, because it was revoked or reported during an overlap. */
  readonly ended_generation?: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  /** Raised when the token's permission, limit or name changes. */
  readonly version: number;
}

/** `c:<digest>`: what a secret belongs to. It never changes, so it may be remembered; the token's head says what counts now. */
export interface ApiTokenDigest extends Document {
  readonly opens: 'api_token';
  readonly token_id: string;
  readonly token_kind: ApiTokenKind;
  readonly workspace_id: string | null;
  readonly generation: number;
}

/** The rest of a token. Its state is derived: revoked and suspended from here, expired from the clock. */
export interface ApiTokenRecord extends Document {
  readonly kind: ApiTokenKind;
  /** The workspace's id, or `deployment`. */
  readonly owner: string;
  readonly workspace_id: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly environment: Environment;
  /** Null for a service key, whose rights are fixed. */
  readonly permission: StoredPermission | null;
  readonly resource_limit: readonly string[] | null;
  readonly state: 'active' | 'suspended' | 'revoked';
  /** True while the token takes one of its owner's places. */
  readonly counted: boolean;
  readonly created_at: number;
  readonly created_by: string;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly display_prefix: string;
  readonly last_four: string;
}

export const apiTokenHeadId = (tokenId: string): string => `t:${tokenId}`;

export type ApiTokenState = 'active' | 'suspended' | 'revoked' | 'expired';

/** Revoked is final and outlives expiry; an expired token says so whether or not it was suspended. */
export function apiTokenState(
  token: { readonly state: ApiTokenRecord['state']; readonly expires_at: number | null },
  now: number,
): ApiTokenState {
  if (token.state === 'revoked') return 'revoked';
  if (token.expires_at !== null && now >= token.expires_at) return 'expired';
  return token.state;
}

/** The one place that says whether a secret may be used now: its generation, its token's head, and the clock. */
export function isUsable(generation: number, head: ApiTokenHead | undefined, now: number): head is ApiTokenHead {
  if (head === undefined || apiTokenState(head, now) !== 'active' || generation === head.ended_generation) return false;
  if (generation === head.generation) return true;
  return generation === head.generation - 1 && head.previous_valid_until !== null && now < head.previous_valid_until;
}

/** Ended tokens stay in lists for this long. */
export const endedTokenRetention = days(90);
