import { ownedToken, requireNotEnded } from '../api-tokens/owned-token.ts';
import { tokenExpiry } from '../api-tokens/token-expiry.ts';
import { updateToken } from '../api-tokens/update-token.ts';
import { acceptResources } from '../authorization/accept-grants.ts';
import { acceptPermission } from '../authorization/accept-permission.ts';
import { type FindCustomRole, grantsOfPermission } from '../authorization/grants-of-permission.ts';
import { presentPermission, restorePermission, type StoredPermission } from '../authorization/permission.ts';
import { requireContained } from '../authorization/require-contained.ts';
import { ok } from '../operation/answers.ts';
import type { Operation, OperationRequest } from '../operation/operation.ts';
import { carriageOf, findCarriedRole } from '../roles/carried-role.ts';
import { namedWorkspaces } from '../workspaces/named-workspaces.ts';
import { withRightsGuarded } from '../workspaces/with-rights-guarded.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

type Request = OperationRequest<'updateWorkspaceKey'>;

/** Changes a key that lives. Whatever could widen it is judged as at its creation: by what the caller may do now. */
export const updateWorkspaceKey: Operation<'updateWorkspaceKey'> = async (request) => {
  const { path, body, workspace, now, services } = request;
  const key = await ownedToken('workspace_key', workspace.id, path.token_id, request);
  requireNotEnded(key, now);
  const carried = body.permission ?? key.record.permission;
  const findCustomRole = await findCarriedRole(carried, workspace.id, services);
  const author = { catalog: services.catalog, resolveWorkspace: namedWorkspaces(workspace), findCustomRole };
  const permission =
    body.permission === undefined
      ? undefined
      : presentPermission(acceptPermission(body.permission, author, '/permission'));
  const limit = body.resource_limit && acceptResources(body.resource_limit, author, '/resource_limit');
  const onlyNarrows = permission === undefined && (limit === undefined || key.record.resource_limit === null);
  if (!onlyNarrows) requireWithinCallers(permission ?? key.record.permission, findCustomRole, request);

  const { policy } = workspace.record;
  const update = {
    name: body.name?.normalize('NFC'),
    description: body.description,
    permission,
    resource_limit: limit,
    expires_at:
      body.expires_at === undefined
        ? undefined
        : tokenExpiry(body.expires_at, { defaultDays: null, maximumDays: policy.maximum_token_days }, now),
  };
  const { record, head, ...step } = await updateToken(key, update, now, services.apiTokens);
  const given = step.events.length === 0 ? [] : carriageOf(permission, workspace.id, services);
  const changes = [...step.changes, ...given];
  return {
    ...withRightsGuarded({ ...step, changes }, workspace, services),
    answer: ok(presentWorkspaceKey(record, head, now)),
  };
};

function requireWithinCallers(
  permission: StoredPermission | null,
  findCustomRole: FindCustomRole,
  { body, workspace, services }: Request,
): void {
  if (permission === null) throw new TypeError('a workspace key has a permission');
  const { catalog } = services;
  const asked = grantsOfPermission(restorePermission(permission), catalog, findCustomRole);
  const scope = { catalog, workspaceId: workspace.id };
  requireContained(asked, workspace.role?.grants.grants ?? [], scope, (grant) => {
    if (body.permission === undefined) return '/resource_limit';
    return permission.kind === 'grants' ? `/permission/grants/${grant}` : '/permission';
  });
}
