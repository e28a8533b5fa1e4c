import { acceptGrants } from '../authorization/accept-grants.ts';
import { coversAction, parseAction } from '../authorization/action-pattern.ts';
import type { Grant } from '../authorization/grant.ts';
import { ownActions } from '../authorization/own-actions.ts';
import { requireContained } from '../authorization/require-contained.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';
import { namedWorkspaces } from '../workspaces/named-workspaces.ts';

const keyActions = ownActions.filter(({ id }) => id.startsWith('latchkey.keys.')).map(({ id }) => parseAction(id));

/**
 * Accepts the grants of a custom role: well-formed, about this workspace, within the rights of whoever writes them, and
 * never about workspace keys, which stay with owners and admins.
 * @throws {ServiceError} 422 `semantic_error` · `unknown_action` · `permission_exceeds_yours`
 */
export function acceptRoleGrants(
  asked: readonly Grant[],
  workspace: KnownWorkspace,
  { catalog }: Pick<Services, 'catalog'>,
): readonly Grant[] {
  const grants = acceptGrants(asked, { catalog, resolveWorkspace: namedWorkspaces(workspace) }, '/grants');
  requireNoKeys(grants);
  const held = workspace.role?.grants.grants ?? [];
  requireContained(grants, held, { catalog, workspaceId: workspace.id }, (grant) => `/grants/${grant}`);
  return grants;
}

function requireNoKeys(grants: readonly Grant[]): void {
  const detail = 'A custom role cannot manage workspace keys: only owners and admins do.';
  const errors = grants.flatMap(({ effect, actions }, index) =>
    effect === 'deny'
      ? []
      : actions.flatMap((action, at) =>
          keyActions.some((key) => coversAction(parseAction(action), key))
            ? [{ pointer: `/grants/${index}/actions/${at}`, code: 'semantic_error', detail }]
            : [],
        ),
  );
  if (errors.length > 0) throw new ServiceError('semantic_error', { detail, errors });
}
