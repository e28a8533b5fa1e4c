import type { ExpiryRules } from '../api-tokens/token-expiry.ts';
import { acceptResources } from '../authorization/accept-grants.ts';
import { acceptPermission } from '../authorization/accept-permission.ts';
import type { Catalog } from '../authorization/catalog.ts';
import type { FindCustomRole } from '../authorization/grants-of-permission.ts';
import { type Permission, presentPermission, type StoredPermission } from '../authorization/permission.ts';
import { policyBlock } from '../authorization/policy-block.ts';
import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { OwnWorkspace } from './own-workspaces.ts';

/** Who makes or changes a personal token: what they belong to, and which of it the token covers. */
export interface TokenMaker {
  readonly catalog: Catalog;
  readonly own: ReadonlyMap<string, OwnWorkspace>;
  readonly covered: readonly OwnWorkspace[];
  /** Roles of the one workspace that the token is made for, if it is made for one. */
  readonly findCustomRole: FindCustomRole;
}

/**
 * The listed workspaces, if their policies let the caller make such a token.
 * @throws {ServiceError} 422 `semantic_error` for one that the caller is not in, or that has no such environment ·
 *   403 `workspace_suspended`, `insufficient_permissions`
 */
export function acceptListed(
  workspaceIds: readonly string[],
  environment: 'live' | 'test',
  own: ReadonlyMap<string, OwnWorkspace>,
): OwnWorkspace[] {
  return workspaceIds.map((id, index) => {
    const pointer = `/workspaces/workspace_ids/${index}`;
    const workspace = own.get(id);
    if (workspace === undefined) throw semantic(pointer, 'There is no such workspace for you.');
    if (workspace.state === 'suspended') throw new ServiceError('workspace_suspended');
    const block = policyBlock(workspace.policy, { kind: 'personal_token', environment }, workspace.roleId);
    if (block === 'environments')
      throw semantic('/environment', `The policy of ${workspace.slug} allows no ${environment} tokens.`);
    if (block === 'personal_tokens') {
      const detail = `The policy of ${workspace.slug} does not let you make personal tokens.`;
      throw new ServiceError('insufficient_permissions', {
        detail,
        errors: [{ pointer, code: 'insufficient_permissions', detail }],
      });
    }
    return workspace;
  });
}

/**
 * The permission of a token. It is bounded at each use by its owner's role, so only scopes that ask for a role are judged
 * by it beforehand.
 * @throws {ServiceError} 400 without one and without a default · 422 `semantic_error`, `unknown_action`, `permission_exceeds_yours`
 */
export function acceptTokenPermission(asked: StoredPermission | undefined, maker: TokenMaker): StoredPermission {
  const permission =
    asked === undefined
      ? requireDefault(maker.catalog)
      : acceptPermission(asked, { ...maker, resolveWorkspace: ownWorkspaceId(maker) }, '/permission');
  if (permission.kind === 'scopes') requireRolesOfScopes(permission.scopes, asked !== undefined, maker);
  return presentPermission(permission);
}

/** @throws {ServiceError} 422 `semantic_error` */
export const acceptTokenLimit = (resources: readonly string[], maker: TokenMaker): readonly string[] =>
  acceptResources(resources, { resolveWorkspace: ownWorkspaceId(maker) }, '/resource_limit');

/** The strictest of the covered workspaces; the deployment's own where none is covered. */
export function strictestExpiry(
  covered: readonly { readonly policy: WorkspacePolicy }[],
  catalog: Catalog,
): ExpiryRules {
  const policies = covered.length === 0 ? [catalog.defaultPolicy] : covered.map(({ policy }) => policy);
  const maximumDays = smallest(policies.map((policy) => policy.maximum_token_days));
  return {
    maximumDays,
    defaultDays: smallest([...policies.map((policy) => policy.default_token_days), maximumDays]),
  };
}

function smallest(days: readonly (number | null)[]): number | null {
  const limits = days.filter((limit) => limit !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** Grants may name any workspace of the person, by id or slug; foreign and unknown ones alike are unknown. */
const ownWorkspaceId =
  ({ own }: TokenMaker) =>
  (idOrSlug: string): string | undefined =>
    own.get(idOrSlug)?.id ?? [...own.values()].find(({ slug }) => slug === idOrSlug)?.id;

function requireRolesOfScopes(scopes: readonly string[], wereAsked: boolean, { catalog, covered }: TokenMaker): void {
  const errors = scopes.flatMap((scope, index) => {
    if (catalog.scopes.get(scope)?.requiresRole === undefined) return [];
    const lacking = covered.find(({ roleId }) => roleId !== 'owner' && roleId !== 'admin');
    if (lacking === undefined) return [];
    const detail = `The scope ${scope} needs you to be owner or admin in ${lacking.slug}, which the token covers.`;
    const pointer = wereAsked ? `/permission/scopes/${index}` : '/permission';
    return [{ pointer, code: 'permission_exceeds_yours', detail }];
  });
  if (errors.length > 0) throw new ServiceError('permission_exceeds_yours', { errors });
}

function requireDefault({ defaultPermission }: Catalog): Permission {
  if (defaultPermission !== undefined) return defaultPermission;
  const detail = 'The catalog has no default permission, so a token needs one of its own.';
  throw new ServiceError('invalid_request', { detail, errors: [{ pointer: '/permission', code: 'required', detail }] });
}

const semantic = (pointer: string, detail: string): ServiceError =>
  new ServiceError('semantic_error', { detail, errors: [{ pointer, code: 'semantic_error', detail }] });
