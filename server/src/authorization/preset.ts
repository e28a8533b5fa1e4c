import type { Grant } from './grant.ts';
import type { StoredPermission } from './permission.ts';
import type { WorkspacePolicy } from './workspace-policy.ts';

/** A preset file as it is written, once its shape has been checked (`preset-schema.ts`). */
export interface Preset {
  readonly name: string;
  readonly open: boolean;
  readonly workspace_word: { readonly singular: string; readonly plural: string };
  readonly token_brand?: string;
  readonly actions: readonly PresetAction[];
  readonly resource_formats: readonly { readonly pattern: string; readonly title: string }[];
  readonly scopes: readonly PresetScope[];
  readonly roles: readonly PresetRole[];
  readonly default_permission?: StoredPermission;
  readonly session_limits: { readonly idle_seconds: number; readonly absolute_seconds: number };
  readonly default_policy: WorkspacePolicy;
}

export interface PresetAction {
  readonly id: string;
  readonly title: string;
  readonly fields?: boolean;
  readonly api_tokens?: 'allowed' | 'never';
}

export interface PresetScope {
  readonly id: string;
  readonly title: string;
  readonly requires_role?: 'admin';
  readonly grants: readonly Grant[];
}

export interface PresetRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly grants: readonly Grant[];
}
