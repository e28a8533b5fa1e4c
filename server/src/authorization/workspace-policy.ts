export type Environment = 'live' | 'test';

/**
 * What a workspace lets API tokens do, as it is stored and as it is on the wire. The catalog's default policy is what a
 * new workspace starts with.
 */
export type WorkspacePolicy = {
  readonly personal_tokens: 'all_members' | 'owners_and_admins' | 'no_one';
  /** The longest an API token may last; `null` lets it last for ever. */
  readonly maximum_token_days: number | null;
  /** How long an API token lasts if its maker does not say; `null` is for ever. */
  readonly default_token_days: number | null;
  readonly environments: readonly Environment[];
  /** Whether an audit event by a personal token names its owner. */
  readonly audit_names_token_owner: boolean;
  /** Per API token, at verification. */
  readonly requests_per_minute: number;
};
