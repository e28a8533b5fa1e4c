import { newIdentifier } from '../identifier.ts';
import type { ApiTokenRecord } from './api-token.ts';
import type { Secret } from './token-format.ts';

/** What the maker of any token says of it. */
export interface NewApiToken {
  readonly name: string;
  readonly description: string | null;
  readonly expiresAt: number | null;
  readonly secret: Secret;
  readonly now: number;
}

/** What makes a token one of its kind. */
type OfItsKind = Pick<
  ApiTokenRecord,
  'kind' | 'owner' | 'workspace_id' | 'reach' | 'environment' | 'permission' | 'resource_limit' | 'created_by'
>;

/** A token of any kind, before it is stored: active, and in one of its owner's places. */
export const newApiToken = (about: NewApiToken, ofItsKind: OfItsKind): ApiTokenRecord => ({
  _id: newIdentifier('tok'),
  ...ofItsKind,
  name: about.name,
  description: about.description,
  state: 'active',
  counted: true,
  created_at: about.now,
  expires_at: about.expiresAt,
  revoked_at: null,
  warned_days: null,
  display_prefix: about.secret.prefix,
  last_four: about.secret.lastFour,
});
