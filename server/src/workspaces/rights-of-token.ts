import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { Catalog } from '../authorization/catalog.ts';
import type { RightsLayers } from '../authorization/effect-of-change.ts';
import type { Grant } from '../authorization/grant.ts';
import { grantsOfPermission } from '../authorization/grants-of-permission.ts';
import { restorePermission } from '../authorization/permission.ts';
import { policyBlock } from '../authorization/policy-block.ts';
import { unreachedReason } from '../personal-tokens/reach.ts';
import type { WorkspaceWorld } from './planned-world.ts';

/** What an API token may do in a workspace as it is in that world; undefined if it is not let in. */
export function rightsOfToken(
  token: ApiTokenRecord,
  workspaceId: string,
  world: WorkspaceWorld,
  catalog: Catalog,
): RightsLayers | undefined {
  if (world.state !== 'active' || token.permission === null) return undefined;
  const own = grantsOfPermission(restorePermission(token.permission), catalog, (roleId) => world.roles.get(roleId));
  const limit = token.resource_limit === null ? [] : [limitedTo(token.resource_limit)];
  if (token.kind === 'workspace_key') {
    const { environment } = token;
    const isBlocked = policyBlock(world.policy, { kind: 'workspace_key', environment }, undefined) !== undefined;
    return isBlocked ? undefined : [own, ...limit];
  }
  const standing = world.members.get(token.owner);
  if (standing === undefined) return undefined;
  const here = { id: workspaceId, state: world.state, policy: world.policy, ...standing };
  if (unreachedReason(token, here) !== undefined) return undefined;
  return [own, ...limit, world.roles.get(standing.roleId) ?? []];
}

const limitedTo = (resources: readonly string[]): Grant[] => [
  { effect: 'allow', actions: ['*', 'latchkey.*'], resources },
];
