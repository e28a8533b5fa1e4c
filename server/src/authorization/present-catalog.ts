import type { Catalog, SystemRole } from './catalog.ts';
import type { Grant } from './grant.ts';
import { presentPermission, type StoredPermission } from './permission.ts';
import type { WorkspacePolicy } from './workspace-policy.ts';

/** The catalog as getCatalog answers it. */
export interface WireCatalog {
  readonly name: string;
  readonly open: boolean;
  readonly workspace_word: { readonly singular: string; readonly plural: string };
  readonly token_brand: string;
  readonly actions: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields: boolean;
    readonly api_tokens: 'allowed' | 'never';
  }[];
  readonly resource_formats: readonly { readonly pattern: string; readonly title: string }[];
  readonly scopes: readonly {
    readonly id: string;
    readonly title: string;
    readonly requires_role: string | null;
    readonly grants: readonly Grant[];
  }[];
  readonly roles: readonly WireSystemRole[];
  readonly default_permission: StoredPermission | null;
  readonly session_limits: { readonly idle_seconds: number; readonly absolute_seconds: number };
  readonly default_policy: WorkspacePolicy;
}

/** A system role as getCatalog and listRoles answer it. */
export interface WireSystemRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly system: true;
  readonly grants: readonly Grant[];
}

export const presentSystemRole = ({ id, name, description, grants }: SystemRole): WireSystemRole => ({
  id,
  name,
  description,
  system: true,
  grants,
});

export const presentCatalog = (catalog: Catalog): WireCatalog => ({
  name: catalog.name,
  open: catalog.isOpen,
  workspace_word: catalog.workspaceWord,
  token_brand: catalog.tokenBrand,
  actions: [...catalog.actions.values()].map(({ id, title, fields, apiTokens }) => ({
    id,
    title,
    fields,
    api_tokens: apiTokens,
  })),
  resource_formats: catalog.resourceFormats,
  scopes: [...catalog.scopes.values()].map(({ id, title, requiresRole, grants }) => ({
    id,
    title,
    requires_role: requiresRole ?? null,
    grants,
  })),
  roles: [...catalog.roles.values()].map(presentSystemRole),
  default_permission: catalog.defaultPermission === undefined ? null : presentPermission(catalog.defaultPermission),
  session_limits: {
    idle_seconds: catalog.sessionLimits.idleSeconds,
    absolute_seconds: catalog.sessionLimits.absoluteSeconds,
  },
  default_policy: catalog.defaultPolicy,
});
