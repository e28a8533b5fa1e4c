import { newTokenRefusals } from '../api-tokens/new-token-refusals.ts';
import { tokenExpiry } from '../api-tokens/token-expiry.ts';
import { generateSecret } from '../api-tokens/token-format.ts';
import { acceptResources } from '../authorization/accept-grants.ts';
import { acceptPermission } from '../authorization/accept-permission.ts';
import type { Catalog } from '../authorization/catalog.ts';
import { grantsOfPermission } from '../authorization/grants-of-permission.ts';
import { type Permission, presentPermission } from '../authorization/permission.ts';
import { requireContained } from '../authorization/require-contained.ts';
import { ServiceError } from '../errors/service-error.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { carriageOf, findCarriedRole } from '../roles/carried-role.ts';
import { namedWorkspaces } from '../workspaces/named-workspaces.ts';
import { newWorkspaceKey } from './new-workspace-key.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

/** Issues a key that belongs to the workspace and outlives the people who made it. The secret is in this answer only. */
export const createWorkspaceKey: Operation<'createWorkspaceKey'> = async ({
  body,
  caller,
  workspace,
  now,
  services,
}) => {
  const { apiTokens, workspaces, catalog } = services;
  const { policy } = workspace.record;
  requireEnvironment(body.environment, policy.environments);
  const findCustomRole = await findCarriedRole(body.permission, workspace.id, services);
  const author = { catalog, resolveWorkspace: namedWorkspaces(workspace), findCustomRole };
  const permission =
    body.permission === undefined ? requireDefault(catalog) : acceptPermission(body.permission, author, '/permission');
  const scope = { catalog, workspaceId: workspace.id };
  const asked = grantsOfPermission(permission, catalog, findCustomRole);
  requireContained(asked, workspace.role?.grants.grants ?? [], scope, (grant) =>
    permission.kind === 'grants' ? `/permission/grants/${grant}` : '/permission',
  );

  const secret = generateSecret('workspace_key', body.environment, catalog.tokenBrand);
  const key = newWorkspaceKey({
    workspaceId: workspace.id,
    name: body.name.normalize('NFC'),
    description: body.description ?? null,
    environment: body.environment,
    permission: presentPermission(permission),
    resourceLimit:
      body.resource_limit === undefined ? null : acceptResources(body.resource_limit, author, '/resource_limit'),
    createdBy: caller.id,
    expiresAt: tokenExpiry(
      body.expires_at,
      { defaultDays: policy.default_token_days, maximumDays: policy.maximum_token_days },
      now,
    ),
    secret,
    now,
  });
  const room = await apiTokens.roomFor(key.owner, key.name, now);

  return {
    events: [
      {
        action: 'workspace_key.created',
        stream: workspace.id,
        target: { type: 'workspace_key', id: key._id, name: key.name },
        environment: key.environment,
      },
    ],
    changes: [
      ...apiTokens.insert(key, secret.digest, room, newTokenRefusals()),
      ...carriageOf(key.permission, workspace.id, services),
      workspaces.guardRights(workspace.id, workspace.head),
    ],
    answer: created(`/v1/workspaces/${workspace.id}/keys/${key._id}`, {
      ...presentWorkspaceKey(key, undefined, now),
      secret: secret.value,
    }),
  };
};

function requireEnvironment(environment: 'live' | 'test', allowed: readonly ('live' | 'test')[]): void {
  if (allowed.includes(environment)) return;
  const detail = `The workspace's policy allows no ${environment} keys.`;
  throw new ServiceError('semantic_error', {
    detail,
    errors: [{ pointer: '/environment', code: 'semantic_error', detail }],
  });
}

function requireDefault({ defaultPermission }: Catalog): Permission {
  if (defaultPermission !== undefined) return defaultPermission;
  const detail = 'The catalog has no default permission, so a key needs one of its own.';
  throw new ServiceError('invalid_request', { detail, errors: [{ pointer: '/permission', code: 'required', detail }] });
}
