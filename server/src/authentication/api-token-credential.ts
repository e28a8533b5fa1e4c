import type { AccessTokenClaims } from '../access-tokens/access-token-claims.ts';
import { accessTokenSubject } from '../access-tokens/access-token-subject.ts';
import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenRecord,
  apiTokenHeadId,
  isUsable,
} from '../api-tokens/api-token.ts';
import type { ApiTokenStore } from '../api-tokens/api-token-store.ts';
import type { LiveRole, Subject } from '../authorization/decide.ts';
import { onlyWorkspace } from '../personal-tokens/reach.ts';
import type { LiveRoles } from '../roles/live-roles.ts';
import { isCustomRoleId } from '../roles/role.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import { type WorkspaceHead, workspaceHeadId } from '../workspaces/workspace.ts';
import type { ApiTokenPrincipal } from './principal.ts';

export interface ApiTokenParts {
  readonly apiTokens: ApiTokenStore;
  /** The rights of an API token as decisions need them, compiled once per version. */
  readonly subjectOf: (token: ApiTokenRecord, head: ApiTokenHead, role: LiveRole | undefined) => Subject;
  readonly roleOf: LiveRoles;
}

/** One secret of an API token, as its digest or an access token minted with it names it. */
export interface NamedSecret {
  readonly tokenId: string;
  readonly generation: number;
  readonly chain: string | undefined;
}

export const apiTokenHeads = ({ token_id, workspace_id, user_id }: ApiTokenDigest): string[] => [
  apiTokenHeadId(token_id),
  ...(workspace_id === null ? [] : [workspaceHeadId(workspace_id)]),
  ...(user_id == null ? [] : [userHeadId(user_id)]),
];

export const namedByDigest = ({ token_id, generation }: ApiTokenDigest): NamedSecret => ({
  tokenId: token_id,
  generation,
  chain: undefined,
});

/**
 * The API token of a secret that may be used now. A workspace's keys end with the workspace, and a personal token may be
 * used only while its owner may sign in.
 */
export async function principalOfApiToken(
  { tokenId, generation, chain }: NamedSecret,
  { apiTokens, subjectOf, roleOf }: ApiTokenParts,
  heads: HeadReader,
  now: number,
): Promise<ApiTokenPrincipal | undefined> {
  const head = await heads.one<ApiTokenHead>(apiTokenHeadId(tokenId));
  if (!isUsable(generation, head, now)) return undefined;
  const record = await apiTokens.record(tokenId, head);
  const { kind, name, environment, owner: ownerId, workspace_id: workspaceId } = record;
  const subject = subjectOf(record, head, await roleCarriedBy(record, heads, roleOf));
  const common = { id: tokenId, name, environment, record, head, generation, chain, subject };
  switch (kind) {
    case 'service_key':
      return { ...common, type: kind, credentialKind: kind };
    case 'workspace_key': {
      if (workspaceId === null) throw new TypeError('a workspace key without a workspace');
      const workspace = await heads.one<WorkspaceHead>(workspaceHeadId(workspaceId));
      if (workspace === undefined || workspace.state === 'deleted') return undefined;
      return { ...common, type: kind, credentialKind: kind, workspaceId };
    }
    case 'personal_token': {
      const owner = await heads.one<UserHead>(userHeadId(ownerId));
      if (owner?.state !== 'active') return undefined;
      return { ...common, type: kind, credentialKind: kind, userId: ownerId, owner };
    }
  }
}

/** The role that a token carries, as it is now. A custom role is one of the token's only workspace. */
async function roleCarriedBy(
  { permission, workspace_id, reach }: ApiTokenRecord,
  heads: HeadReader,
  roleOf: LiveRoles,
): Promise<LiveRole | undefined> {
  if (permission?.kind !== 'role') return undefined;
  const workspaceId = workspace_id ?? onlyWorkspace(Object.keys(reach?.workspaces ?? {}));
  if (workspaceId === undefined || !isCustomRoleId(permission.role_id)) return undefined;
  const workspace = await heads.one<WorkspaceHead>(workspaceHeadId(workspaceId));
  return workspace === undefined ? undefined : await roleOf(workspaceId, workspace.version, permission.role_id);
}

/** Whether an access token says of its API token what is true of it. What never changes can only differ by a defect. */
export const isMintedFrom = (claims: AccessTokenClaims, principal: ApiTokenPrincipal): boolean =>
  claims.source.kind === 'api_token' &&
  claims.source.environment === principal.environment &&
  claims.subject === accessTokenSubject(principal);
