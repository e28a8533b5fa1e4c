import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { Secret } from '../api-tokens/token-format.ts';
import type { StoredPermission } from '../authorization/permission.ts';
import { newIdentifier } from '../identifier.ts';

/** A key of a workspace, before it is stored. */
export const newWorkspaceKey = (about: {
  readonly workspaceId: string;
  readonly name: string;
  readonly description: string | null;
  readonly environment: 'live' | 'test';
  readonly permission: StoredPermission;
  readonly resourceLimit: readonly string[] | null;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly secret: Secret;
  readonly now: number;
}): ApiTokenRecord => ({
  _id: newIdentifier('tok'),
  kind: 'workspace_key',
  owner: about.workspaceId,
  workspace_id: about.workspaceId,
  reach: null,
  name: about.name,
  description: about.description,
  environment: about.environment,
  permission: about.permission,
  resource_limit: about.resourceLimit,
  state: 'active',
  counted: true,
  created_at: about.now,
  created_by: about.createdBy,
  expires_at: about.expiresAt,
  revoked_at: null,
  warned_days: null,
  display_prefix: about.secret.prefix,
  last_four: about.secret.lastFour,
});
