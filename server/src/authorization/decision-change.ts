import type { DecisionRequest, Snapshot, Subject } from './decide.ts';
import type { Grant } from './grant.ts';
import type { Environment } from './workspace-policy.ts';

/** A list of grants that decisions ask, by its layer. */
export type GrantLayer = 'token' | 'role';

/**
 * One change of what a decision depends on. The first three change what is asked, the others what is allowed. Grants are
 * counted in the list of their layer as it is before any change.
 */
export type DecisionChange =
  /** Require the environment that the credential is of. */
  | { readonly kind: 'require_environment'; readonly environment: Environment }
  /** Name the resource without the prefix of another workspace. */
  | { readonly kind: 'name_resource'; readonly resource: string }
  /** Touch these fields and no others. */
  | { readonly kind: 'touch_fields'; readonly fields: readonly string[] }
  | { readonly kind: 'reach_workspace'; readonly workspaceId: string }
  | { readonly kind: 'resume_workspace'; readonly workspaceId: string }
  | { readonly kind: 'admit_environment'; readonly environment: Environment }
  | { readonly kind: 'admit_personal_tokens'; readonly personalTokens: 'all_members' | 'owners_and_admins' }
  | { readonly kind: 'extend_resource_limit'; readonly resource: string }
  | { readonly kind: 'remove_grant'; readonly layer: GrantLayer; readonly grant: number }
  | { readonly kind: 'add_grant'; readonly layer: GrantLayer; readonly grant: Grant };

/** Everything one decision is made of. */
export interface DecisionCase {
  readonly snapshot: Snapshot;
  readonly subject: Subject;
  readonly request: DecisionRequest;
}
