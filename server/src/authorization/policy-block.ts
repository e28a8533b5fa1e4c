import type { Environment, WorkspacePolicy } from './workspace-policy.ts';

/** Which rule of a workspace's policy keeps an API token out; undefined if none does. `roleId` is its owner's role there. */
export const policyBlock = (
  policy: WorkspacePolicy,
  token: { readonly kind: 'personal_token' | 'workspace_key'; readonly environment: Environment },
  roleId: string | undefined,
): 'environments' | 'personal_tokens' | undefined => {
  if (!policy.environments.includes(token.environment)) return 'environments';
  if (token.kind === 'workspace_key' || policy.personal_tokens === 'all_members') return undefined;
  const isAllowed = policy.personal_tokens === 'owners_and_admins' && (roleId === 'owner' || roleId === 'admin');
  return isAllowed ? undefined : 'personal_tokens';
};
