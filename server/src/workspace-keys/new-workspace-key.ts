import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import { type NewApiToken, newApiToken } from '../api-tokens/new-api-token.ts';
import type { StoredPermission } from '../authorization/permission.ts';

/** A key of a workspace, before it is stored. */
export const newWorkspaceKey = (
  about: NewApiToken & {
    readonly workspaceId: string;
    readonly environment: 'live' | 'test';
    readonly permission: StoredPermission;
    readonly resourceLimit: readonly string[] | null;
    readonly createdBy: string;
  },
): ApiTokenRecord =>
  newApiToken(about, {
    kind: 'workspace_key',
    owner: about.workspaceId,
    workspace_id: about.workspaceId,
    reach: null,
    environment: about.environment,
    permission: about.permission,
    resource_limit: about.resourceLimit,
    created_by: about.createdBy,
  });
