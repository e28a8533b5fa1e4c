import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { Secret } from '../api-tokens/token-format.ts';
import type { StoredPermission } from '../authorization/permission.ts';
import { newIdentifier } from '../identifier.ts';

/** A person's token, before it is stored. */
export const newPersonalToken = (about: {
  readonly userId: string;
  /** Every workspace of the person, or these, by id. */
  readonly workspaceIds: 'all' | readonly string[];
  readonly name: string;
  readonly description: string | null;
  readonly environment: 'live' | 'test';
  readonly permission: StoredPermission;
  readonly resourceLimit: readonly string[] | null;
  readonly expiresAt: number | null;
  readonly secret: Secret;
  readonly now: number;
}): ApiTokenRecord => ({
  _id: newIdentifier('tok'),
  kind: 'personal_token',
  owner: about.userId,
  workspace_id: null,
  reach:
    about.workspaceIds === 'all'
      ? { kind: 'all', workspaces: {}, dropped: {} }
      : { kind: 'list', workspaces: Object.fromEntries(about.workspaceIds.map((id) => [id, true])), dropped: {} },
  name: about.name,
  description: about.description,
  environment: about.environment,
  permission: about.permission,
  resource_limit: about.resourceLimit,
  state: 'active',
  counted: true,
  created_at: about.now,
  created_by: about.userId,
  expires_at: about.expiresAt,
  revoked_at: null,
  warned_days: null,
  display_prefix: about.secret.prefix,
  last_four: about.secret.lastFour,
});
