import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import { policyBlock } from '../authorization/policy-block.ts';
import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import { type Standing, wasLeftSince } from '../workspaces/workspace.ts';

/** What of a workspace and its owner's standing there decides whether a personal token reaches it. */
export interface CoveredWorkspace extends Standing {
  readonly id: string;
  readonly state: 'active' | 'suspended';
  readonly policy: WorkspacePolicy;
}

export type UnreachedReason =
  | 'not_a_member'
  | 'left_since_creation'
  | 'dropped'
  | 'personal_tokens_not_allowed'
  | 'environment_not_allowed'
  | 'workspace_suspended';

type Covering = Pick<ApiTokenRecord, 'created_at' | 'environment' | 'reach'>;

/**
 * Why a personal token does not reach a workspace at present; undefined if it does. What lasts for good is named before
 * what may pass. The same rules act at each use, through `knowWorkspace` and `decide`.
 */
export function unreachedReason(token: Covering, workspace: CoveredWorkspace): UnreachedReason | undefined {
  if (!covers(token, workspace.id)) return 'not_a_member';
  if (token.reach?.dropped[workspace.id] === true) return 'dropped';
  if (wasLeftSince(token.created_at, workspace)) return 'left_since_creation';
  if (workspace.state === 'suspended') return 'workspace_suspended';
  const kept = policyBlock(
    workspace.policy,
    { kind: 'personal_token', environment: token.environment },
    workspace.roleId,
  );
  if (kept === 'environments') return 'environment_not_allowed';
  return kept === 'personal_tokens' ? 'personal_tokens_not_allowed' : undefined;
}

/** The workspace of a token that was made for exactly one. */
export const onlyWorkspace = (listed: readonly string[]): string | undefined =>
  listed.length === 1 ? listed[0] : undefined;

/** Whether a personal token was made for a workspace. */
export const covers = ({ reach }: Pick<Covering, 'reach'>, workspaceId: string): boolean =>
  reach?.kind === 'all' || reach?.workspaces[workspaceId] === true;

/** Every workspace that a token covers and does not reach, and why. For `all` that is among its owner's workspaces. */
export function unreachedWorkspaces(
  token: Covering,
  own: ReadonlyMap<string, CoveredWorkspace>,
): { readonly workspace_id: string; readonly reason: UnreachedReason }[] {
  const { reach } = token;
  if (reach === null) return [];
  const covered = reach.kind === 'all' ? [...own.keys()] : Object.keys(reach.workspaces);
  return covered.flatMap((workspaceId) => {
    const workspace = own.get(workspaceId);
    const reason =
      reach.dropped[workspaceId] === true
        ? 'dropped'
        : workspace === undefined
          ? 'not_a_member'
          : unreachedReason(token, workspace);
    return reason === undefined ? [] : [{ workspace_id: workspaceId, reason }];
  });
}
