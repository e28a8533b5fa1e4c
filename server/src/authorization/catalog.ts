import type { Grant } from './grant.ts';
import type { Permission } from './permission.ts';
import type { WorkspacePolicy } from './workspace-policy.ts';

/** The vocabulary of a deployment: what can be done there, in whose words, and what it starts with. */
export interface Catalog {
  readonly name: string;
  /** Whether actions that are not listed exist too. Our own are always listed. */
  readonly isOpen: boolean;
  readonly workspaceWord: { readonly singular: string; readonly plural: string };
  /** What every secret of the deployment begins with. */
  readonly tokenBrand: string;
  /** By id: the preset's, then our own. */
  readonly actions: ReadonlyMap<string, CatalogAction>;
  readonly resourceFormats: readonly ResourceFormat[];
  readonly scopes: ReadonlyMap<string, Scope>;
  /** By id: `owner` and `admin`, then the preset's. */
  readonly roles: ReadonlyMap<string, SystemRole>;
  /** What a new API token carries if its maker does not say. Without one, they must. */
  readonly defaultPermission: Permission | undefined;
  readonly sessionLimits: { readonly idleSeconds: number; readonly absoluteSeconds: number };
  readonly defaultPolicy: WorkspacePolicy;
}

export interface CatalogAction {
  readonly id: string;
  readonly title: string;
  /** Whether requests say which fields they touch, and grants may be limited to some. */
  readonly fields: boolean;
  /** `never` is out of reach of every API token, whatever its grants say. */
  readonly apiTokens: 'allowed' | 'never';
}

export interface ResourceFormat {
  readonly pattern: string;
  readonly title: string;
}

export interface Scope {
  readonly id: string;
  readonly title: string;
  /** The least role a person needs in every workspace that a personal token with this scope covers. */
  readonly requiresRole: 'admin' | undefined;
  readonly grants: readonly Grant[];
}

export interface SystemRole {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly grants: readonly Grant[];
}
