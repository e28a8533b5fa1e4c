import type { Environment, Grant } from './catalog.ts';
import { catalog } from './catalog.ts';
import {
  type ApiToken,
  activeMembership,
  optionalTimestamp,
  roleGrants,
  type Session,
  type State,
  timestamp,
  type User,
  type Workspace,
} from './state.ts';

/** Who is asking or asked about. An access token counts as what it was minted from, so it is no kind of its own. */
export type Principal =
  | { readonly kind: 'session'; readonly user: User; readonly session: Session; readonly via: Presented }
  | { readonly kind: 'personal_token'; readonly user: User; readonly token: ApiToken; readonly via: Presented }
  | { readonly kind: 'workspace_key'; readonly workspace: Workspace; readonly token: ApiToken; readonly via: Presented }
  | { readonly kind: 'service_key'; readonly token: ApiToken; readonly via: Presented };

export interface Presented {
  readonly place: 'bearer' | 'api_key_header' | 'token_header' | 'cookie';
  /** The claims, where an access token was presented. */
  readonly claims?: { readonly chain: string; readonly exp: number };
  /** Which secret of an API token it is, or was minted with. */
  readonly generation?: number;
}

export const environmentOf = (principal: Principal): Environment =>
  principal.kind === 'session' ? 'live' : principal.token.environment;

export const principalId = (principal: Principal): string =>
  principal.kind === 'session' ? principal.user.id : principal.token.id;

/** Why a personal token does not reach a workspace, or undefined where it does. */
export const whyNotReached = (user: User, token: ApiToken, workspace: Workspace): string | undefined => {
  const membership = workspace.members.get(user.id);
  if (membership?.leftAt !== undefined && membership.leftAt >= token.createdAt) return 'left_since_creation';
  if (membership?.isActive !== true) return 'not_a_member';
  if (token.dropped.has(workspace.id)) return 'dropped';
  const { personal_tokens: allowed, environments } = workspace.policy;
  const isAllowed =
    allowed === 'all_members' || (allowed === 'owners_and_admins' && ['owner', 'admin'].includes(membership.roleId));
  if (!isAllowed) return 'personal_tokens_not_allowed';
  if (!environments.includes(token.environment)) return 'environment_not_allowed';
  return workspace.isSuspended ? 'workspace_suspended' : undefined;
};

export const isListed = ({ reach }: ApiToken, workspace: Workspace): boolean =>
  reach.kind === 'all' || reach.workspace_ids.includes(workspace.id);

const forGood = ['left_since_creation', 'not_a_member', 'dropped'];

/** Whether the workspace exists for the principal: whom it does not is answered as if it did not at all. */
export const mayKnow = (principal: Principal, workspace: Workspace): boolean => {
  if (workspace.isDeleted) return false;
  if (principal.kind === 'session') return activeMembership(workspace, principal.user.id) !== undefined;
  if (principal.kind === 'workspace_key') return principal.workspace.id === workspace.id;
  if (principal.kind === 'service_key') return true;
  const reason = whyNotReached(principal.user, principal.token, workspace);
  return isListed(principal.token, workspace) && !(reason !== undefined && forGood.includes(reason));
};

/** The grants of an API token's permission where it is used. */
export const grantsOfToken = (state: State, { permission }: ApiToken, workspaceId: string): readonly Grant[] => {
  if (permission.kind === 'grants') return permission.grants;
  if (permission.kind === 'role') return roleGrants(state, workspaceId, permission.role_id) ?? [];
  return catalog.scopes.filter(({ id }) => permission.scopes.includes(id)).flatMap(({ grants }) => grants);
};

export const grantsOfMember = (state: State, user: User, workspace: Workspace): readonly Grant[] => {
  const membership = activeMembership(workspace, user.id);
  return membership === undefined ? [] : (roleGrants(state, workspace.id, membership.roleId) ?? []);
};

/** The principal as answers show it. A workspace is shown where one was asked about, and always for a key. */
export const showPrincipal = (principal: Principal, workspace?: Workspace) => {
  const place = (shown: Workspace | undefined) =>
    shown === undefined ? {} : { workspace: { id: shown.id, slug: shown.slug } };
  if (principal.kind === 'session') {
    const { user, session } = principal;
    return {
      version: 1,
      type: 'user',
      id: user.id,
      name: user.name,
      user_id: user.id,
      session_id: session.id,
      ...place(workspace),
      environment: 'live',
      permission_kind: 'role',
      expires_at: timestamp(session.expiresAt),
    };
  }
  const { token } = principal;
  return {
    version: 1,
    type: principal.kind,
    id: token.id,
    name: token.name,
    ...(principal.kind === 'personal_token' ? { user_id: principal.user.id } : {}),
    ...(principal.kind === 'service_key'
      ? {}
      : place(principal.kind === 'workspace_key' ? principal.workspace : workspace)),
    environment: token.environment,
    permission_kind: principal.kind === 'service_key' ? 'fixed' : token.permission.kind,
    expires_at: optionalTimestamp(token.expiresAt),
  };
};
