import type { Breaks } from './breaks.ts';
import { type Environment, type Grant, isForPeopleOnly, isKnownAction } from './catalog.ts';
import { decideByGrants, isWithinLimit, type Question, type Verdict } from './grants.ts';
import {
  environmentOf,
  grantsOfMember,
  grantsOfToken,
  isListed,
  mayKnow,
  type Principal,
  principalId,
  whyNotReached,
} from './principal.ts';
import type { State, Workspace } from './state.ts';

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly fields: readonly string[];
  readonly attributes: Question['attributes'];
  readonly workspace: Workspace | undefined;
  /** The environment that the asker requires; undefined = whichever. */
  readonly environment: Environment | undefined;
}

export interface Decision {
  readonly code: string;
  readonly layer: 'environment' | 'workspace' | 'catalog' | 'policy' | 'token' | 'resource_limit' | 'role';
  readonly grant?: number;
  readonly fields?: readonly string[];
}

/** May the principal do it, and if not, which layer says so first. */
export const decide = (state: State, principal: Principal, asked: Asked, breaks: Breaks): Decision => {
  const { workspace, environment, resource } = asked;
  if (environment !== undefined && environment !== environmentOf(principal))
    return { code: 'wrong_environment', layer: 'environment' };
  if (workspace === undefined || !mayKnow(principal, workspace)) return { code: 'not_found', layer: 'workspace' };
  if (workspace.isSuspended) return { code: 'workspace_suspended', layer: 'workspace' };
  if (!isKnownAction(asked.action)) return { code: 'unknown_action', layer: 'catalog' };
  if (principal.kind !== 'session' && isForPeopleOnly(asked.action))
    return { code: 'api_tokens_never', layer: 'catalog' };

  const inside = insideOf(resource, workspace);
  if (inside === undefined) return { code: 'not_found', layer: 'workspace' };
  const question: Question = {
    ...asked,
    resource: inside,
    ownerId: principal.kind === 'personal_token' ? principal.user.id : principalId(principal),
    workspaceId: workspace.id,
  };
  const counted = (grants: readonly Grant[]): readonly Grant[] =>
    breaks.has('denies-are-forgotten') ? grants.filter(({ effect }) => effect === 'allow') : grants;

  if (principal.kind === 'personal_token') {
    const reason = whyNotReached(principal.user, principal.token, workspace);
    if (reason !== undefined || !isListed(principal.token, workspace))
      return { code: 'insufficient_permissions', layer: 'policy' };
  }
  let decision: Decision = { code: 'insufficient_permissions', layer: 'role' };
  if (principal.kind !== 'session') {
    decision = inLayer('token', decideByGrants(counted(grantsOfToken(state, principal.token, workspace.id)), question));
    if (decision.code !== 'allowed') return decision;
    if (!isWithinLimit(principal.token.resourceLimit, question))
      return { code: 'insufficient_permissions', layer: 'resource_limit' };
  }
  if (principal.kind === 'session' || principal.kind === 'personal_token')
    decision = inLayer('role', decideByGrants(counted(grantsOfMember(state, principal.user, workspace)), question));
  return decision;
};

const inLayer = (layer: 'token' | 'role', { code, ...rest }: Verdict): Decision => ({ code, layer, ...rest });

/** The resource without the workspace that it may begin with, which must be the one that is asked about. */
const insideOf = (resource: string, { id, slug }: Workspace): string | undefined => {
  const [first, place, ...rest] = resource.split(':');
  if (first !== 'workspace' || rest.length === 0) return resource;
  return place === id || place === slug ? rest.join(':') : undefined;
};
