import type { Catalog } from '../../src/authorization/catalog.ts';
import { compileGrants, compileResources } from '../../src/authorization/compile.ts';
import type { DecisionRequest, Snapshot, Subject } from '../../src/authorization/decide.ts';
import type { Grant } from '../../src/authorization/grant.ts';
import type { Environment, WorkspacePolicy } from '../../src/authorization/workspace-policy.ts';

/** Everything a decision depends on, as plain data that both evaluators can be given. */
export interface World {
  readonly catalog: WorldCatalog;
  readonly workspace: WorldWorkspace | 'unknown' | 'none_named';
  readonly subject: WorldSubject;
}

export interface WorldCatalog {
  readonly open: boolean;
  readonly actions: readonly { readonly id: string; readonly fields: boolean; readonly never: boolean }[];
}

export interface WorldWorkspace {
  readonly id: string;
  readonly slug: string;
  readonly state: 'active' | 'suspended';
  readonly personalTokens: WorkspacePolicy['personal_tokens'];
  readonly environments: readonly Environment[];
  readonly members: { readonly [userId: string]: { readonly role: string; readonly grants: readonly Grant[] } };
}

interface WorldToken {
  readonly tokenId: string;
  readonly environment: Environment;
  readonly permission: readonly Grant[];
  readonly resourceLimit?: readonly string[];
}

export type WorldSubject =
  | { readonly kind: 'user'; readonly userId: string }
  | (WorldToken & {
      readonly kind: 'personal_token';
      readonly userId: string;
      readonly reaches: 'all' | readonly string[];
    })
  | (WorldToken & { readonly kind: 'workspace_key'; readonly workspaceId: string })
  | { readonly kind: 'service_key'; readonly tokenId: string };

export type { DecisionRequest };

/** The world as `decide` takes it. */
export const compileWorld = (world: World): { readonly snapshot: Snapshot; readonly subject: Subject } => ({
  snapshot: { catalog: catalogOf(world.catalog), workspace: workspaceOf(world.workspace) },
  subject: subjectOf(world.subject),
});

export const catalogOf = ({ open, actions }: WorldCatalog): Catalog => ({
  name: 'test',
  isOpen: open,
  workspaceWord: { singular: 'workspace', plural: 'workspaces' },
  tokenBrand: 'z',
  actions: new Map(
    actions.map(({ id, fields, never }) => [id, { id, title: id, fields, apiTokens: never ? 'never' : 'allowed' }]),
  ),
  resourceFormats: [],
  scopes: new Map(),
  roles: new Map(),
  defaultPermission: undefined,
  sessionLimits: { idleSeconds: 1800, absoluteSeconds: 43_200 },
  defaultPolicy: policyOf('all_members', ['live', 'test']),
});

const policyOf = (
  personal_tokens: WorkspacePolicy['personal_tokens'],
  environments: readonly Environment[],
): WorkspacePolicy => ({
  personal_tokens,
  environments,
  maximum_token_days: 365,
  default_token_days: 90,
  audit_names_token_owner: true,
  requests_per_minute: 600,
});

const workspaceOf = (workspace: World['workspace']): Snapshot['workspace'] => {
  if (workspace === 'unknown') return undefined;
  if (workspace === 'none_named') return workspace;
  const { id, slug, state, members, personalTokens, environments } = workspace;
  const roles = new Map(
    Object.entries(members).map(([userId, { role, grants }]) => [userId, { id: role, grants: compileGrants(grants) }]),
  );
  return { id, slug, state, policy: policyOf(personalTokens, environments), roleOf: (userId) => roles.get(userId) };
};

const subjectOf = (subject: WorldSubject): Subject => {
  switch (subject.kind) {
    case 'user':
    case 'service_key':
      return subject;
    case 'workspace_key': {
      const { kind, tokenId, workspaceId, environment } = subject;
      return { kind, tokenId, workspaceId, environment, ...compiledRights(subject) };
    }
    case 'personal_token': {
      const { kind, tokenId, userId, environment } = subject;
      const reaches = subject.reaches === 'all' ? 'all' : new Set(subject.reaches);
      return { kind, tokenId, userId, environment, reaches, ...compiledRights(subject) };
    }
  }
};

const compiledRights = ({ permission, resourceLimit }: WorldToken) => ({
  permission: compileGrants(permission),
  ...(resourceLimit === undefined ? {} : { resourceLimit: compileResources(resourceLimit) }),
});
