import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';

/** The policy with its members in one order, whoever wrote them: a version must not depend on that. */
export const presentPolicy = (policy: WorkspacePolicy): WorkspacePolicy => ({
  personal_tokens: policy.personal_tokens,
  maximum_token_days: policy.maximum_token_days,
  default_token_days: policy.default_token_days,
  environments: (['live', 'test'] as const).filter((environment) => policy.environments.includes(environment)),
  audit_names_token_owner: policy.audit_names_token_owner,
  requests_per_minute: policy.requests_per_minute,
});
