import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import { type NewApiToken, newApiToken } from '../api-tokens/new-api-token.ts';
import type { StoredPermission } from '../authorization/permission.ts';

/** A person's token, before it is stored. */
export const newPersonalToken = (
  about: NewApiToken & {
    readonly userId: string;
    /** Every workspace of the person, or these, by id. */
    readonly workspaceIds: 'all' | readonly string[];
    readonly environment: 'live' | 'test';
    readonly permission: StoredPermission;
    readonly resourceLimit: readonly string[] | null;
  },
): ApiTokenRecord =>
  newApiToken(about, {
    kind: 'personal_token',
    owner: about.userId,
    workspace_id: null,
    reach:
      about.workspaceIds === 'all'
        ? { kind: 'all', workspaces: {}, dropped: {} }
        : { kind: 'list', workspaces: Object.fromEntries(about.workspaceIds.map((id) => [id, true])), dropped: {} },
    environment: about.environment,
    permission: about.permission,
    resource_limit: about.resourceLimit,
    created_by: about.userId,
  });
