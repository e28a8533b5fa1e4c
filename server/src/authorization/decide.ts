import { isActionName } from './action-pattern.ts';
import type { Catalog, CatalogAction } from './catalog.ts';
import { type CompiledGrants, type CompiledResources, compileGrants } from './compile.ts';
import type { Attributes } from './conditions.ts';
import { coversRequested, evaluate, type Question, type Verdict } from './evaluate.ts';
import { ownNamespace } from './own-actions.ts';
import { policyBlock } from './policy-block.ts';
import { parseRequestedResource, type RequestedResource } from './resource-pattern.ts';
import type { Environment, WorkspacePolicy } from './workspace-policy.ts';

/** Who asks, once the credential itself has been accepted. An access token counts as what it was minted from. */
export type Subject =
  | { readonly kind: 'user'; readonly userId: string }
  | {
      readonly kind: 'personal_token';
      readonly tokenId: string;
      readonly userId: string;
      readonly environment: Environment;
      /** The workspaces it was made for, by id. */
      readonly reaches: 'all' | ReadonlySet<string>;
      /** Workspaces that have dropped it since. */
      readonly droppedBy?: ReadonlySet<string>;
      /** Epoch milliseconds: it does not reach where its owner has left since. */
      readonly madeAt?: number;
      readonly permission: CompiledGrants;
      readonly resourceLimit?: CompiledResources;
    }
  | {
      readonly kind: 'workspace_key';
      readonly tokenId: string;
      readonly workspaceId: string;
      readonly environment: Environment;
      readonly permission: CompiledGrants;
      readonly resourceLimit?: CompiledResources;
    }
  | { readonly kind: 'service_key'; readonly tokenId: string };

/** Everything a decision depends on beside the subject, as of one moment. */
export interface Snapshot {
  readonly catalog: Catalog;
  /**
   * The workspace the request names. `undefined` if there is none such, or the subject may not know of it; `none_named` if
   * the request names no workspace, which only a service key may do.
   */
  readonly workspace: WorkspaceSnapshot | undefined | 'none_named';
}

export interface WorkspaceSnapshot {
  readonly id: string;
  readonly slug: string;
  readonly state: 'active' | 'suspended';
  readonly policy: WorkspacePolicy;
  /** The live role of an active member; `undefined` for everyone else. */
  readonly roleOf: (userId: string) => LiveRole | undefined;
}

export interface LiveRole {
  readonly id: string;
  readonly grants: CompiledGrants;
}

/** What is asked. */
export interface DecisionRequest {
  readonly action: string;
  readonly resource: string;
  /** The fields the request touches. */
  readonly fields?: readonly string[];
  readonly attributes?: Attributes;
  /** The environment the caller requires the credential to be of. */
  readonly environment?: Environment;
}

/** The layers, in the order they are asked. The first that refuses is the reason. */
export type DecisionLayer = 'environment' | 'workspace' | 'catalog' | 'policy' | 'token' | 'resource_limit' | 'role';

export type DenialCode =
  | 'wrong_environment'
  | 'workspace_required'
  | 'not_found'
  | 'workspace_suspended'
  | 'unknown_action'
  | 'api_tokens_never'
  | 'insufficient_permissions'
  | 'fields_required';

/** `layer` and `grant` of an allowed decision name the last list of grants that was asked. */
export type Decision = { readonly allowed: true; readonly layer: DecisionLayer; readonly grant: number } | Denial;

export interface Denial {
  readonly allowed: false;
  readonly layer: DecisionLayer;
  readonly code: DenialCode;
  /** The index of the deny that refused, in the list of that layer. */
  readonly grant?: number;
  /** The listed fields that are not allowed, if that is the reason. */
  readonly fields?: readonly string[];
}

/**
 * May this subject do this action on this resource, and why. Pure: the answer depends on the arguments alone.
 *
 * The credential itself (unknown, expired, suspended, revoked) is decided before. Never throws: a malformed action is an
 * unknown one, and a malformed resource is covered by no grant.
 */
export const decide = (snapshot: Snapshot, subject: Subject, request: DecisionRequest): Decision => {
  const { catalog, workspace } = snapshot;
  if (request.environment !== undefined && request.environment !== environmentOf(subject)) {
    return denied('environment', 'wrong_environment');
  }
  const resource = parseRequestedResource(request.resource);
  const hidden = refusalToKnow(workspace, subject, resource);
  if (hidden !== undefined) return hidden;

  const action = catalogAction(catalog, request.action);
  if (action === undefined) return denied('catalog', 'unknown_action');
  if (subject.kind !== 'user' && action.apiTokens === 'never') return denied('catalog', 'api_tokens_never');

  const named = typeof workspace === 'object' ? workspace : undefined;
  if (named !== undefined && isBlockedByPolicy(named, subject)) return denied('policy', 'insufficient_permissions');
  return decideByGrants(named, subject, questionOf(subject, request, action, named, resource));
};

/** An API token is of the environment it was made for; people and service keys are always live. */
export const environmentOf = (subject: Subject): Environment =>
  subject.kind === 'personal_token' || subject.kind === 'workspace_key' ? subject.environment : 'live';

const denied = (layer: DecisionLayer, code: DenialCode): Denial => ({ allowed: false, layer, code });

/** Layer 3. Whoever may not know of the workspace gets the answer for one that does not exist. */
const refusalToKnow = (
  workspace: Snapshot['workspace'],
  subject: Subject,
  resource: RequestedResource | undefined,
): Denial | undefined => {
  if (workspace === undefined) return denied('workspace', 'not_found');
  if (workspace === 'none_named') {
    if (subject.kind !== 'service_key') return denied('workspace', 'workspace_required');
    return resource?.workspace === undefined ? undefined : denied('workspace', 'not_found');
  }
  if (!mayKnow(workspace, subject)) return denied('workspace', 'not_found');
  const prefix = resource?.workspace;
  if (prefix !== undefined && prefix !== workspace.id && prefix !== workspace.slug) {
    return denied('workspace', 'not_found');
  }
  return workspace.state === 'suspended' ? denied('workspace', 'workspace_suspended') : undefined;
};

const mayKnow = (workspace: WorkspaceSnapshot, subject: Subject): boolean => {
  switch (subject.kind) {
    case 'user':
      return workspace.roleOf(subject.userId) !== undefined;
    case 'personal_token':
      return isMadeFor(subject, workspace.id) && workspace.roleOf(subject.userId) !== undefined;
    case 'workspace_key':
      return subject.workspaceId === workspace.id;
    case 'service_key':
      return true;
  }
};

/** Whether a personal token was made for a workspace, and not dropped by it since. */
export const isMadeFor = (
  { reaches, droppedBy }: Pick<Extract<Subject, { kind: 'personal_token' }>, 'reaches' | 'droppedBy'>,
  workspaceId: string,
): boolean => (reaches === 'all' || reaches.has(workspaceId)) && droppedBy?.has(workspaceId) !== true;

const unlistedAction: Pick<CatalogAction, 'fields' | 'apiTokens'> = { fields: false, apiTokens: 'allowed' };

/** Layer 4. An open catalog knows every well-formed action outside our own namespace. */
const catalogAction = (catalog: Catalog, action: string): Pick<CatalogAction, 'fields' | 'apiTokens'> | undefined => {
  const listed = catalog.actions.get(action);
  if (listed !== undefined || !catalog.isOpen) return listed;
  return isActionName(action) && !isOwnAction(action) ? unlistedAction : undefined;
};

const isOwnAction = (action: string): boolean => action.split(/[.:]/, 1)[0] === ownNamespace;

/** Layer 5. Acts at use, so that tightening blocks tokens at once and loosening lets them work again. */
export const isBlockedByPolicy = (workspace: WorkspaceSnapshot, subject: Subject): boolean => {
  if (subject.kind !== 'personal_token' && subject.kind !== 'workspace_key') return false;
  const role = subject.kind === 'personal_token' ? workspace.roleOf(subject.userId)?.id : undefined;
  return policyBlock(workspace.policy, subject, role) !== undefined;
};

/** Layers 6 and 7. Lists that must both allow are asked one after the other, each by itself. */
const decideByGrants = (workspace: WorkspaceSnapshot | undefined, subject: Subject, question: Question): Decision => {
  switch (subject.kind) {
    case 'user':
      return decideByRole(workspace, subject.userId, question);
    case 'service_key':
      return decisionOf('token', evaluate(serviceKeyRights, question));
    case 'workspace_key':
      return decideByToken(subject, question);
    case 'personal_token': {
      const byToken = decideByToken(subject, question);
      return byToken.allowed ? decideByRole(workspace, subject.userId, question) : byToken;
    }
  }
};

const decideByToken = (
  { permission, resourceLimit }: Pick<Extract<Subject, { permission: CompiledGrants }>, 'permission' | 'resourceLimit'>,
  question: Question,
): Decision => {
  const verdict = evaluate(permission, question);
  if (!verdict.allowed || resourceLimit === undefined) return decisionOf('token', verdict);
  if (!coversRequested(resourceLimit, question.workspaceId, question.segments)) {
    return denied('resource_limit', 'insufficient_permissions');
  }
  return decisionOf('token', verdict);
};

const decideByRole = (workspace: WorkspaceSnapshot | undefined, userId: string, question: Question): Decision => {
  const role = workspace?.roleOf(userId);
  if (role === undefined) return denied('workspace', 'not_found');
  return decisionOf('role', evaluate(role.grants, question));
};

const decisionOf = (layer: DecisionLayer, verdict: Verdict): Decision =>
  verdict.allowed ? { allowed: true, layer, grant: verdict.grant } : { ...verdict, layer };

const questionOf = (
  subject: Subject,
  request: DecisionRequest,
  action: Pick<CatalogAction, 'fields'>,
  workspace: WorkspaceSnapshot | undefined,
  resource: RequestedResource | undefined,
): Question => ({
  subjectId: subject.kind === 'user' || subject.kind === 'personal_token' ? subject.userId : subject.tokenId,
  action: request.action,
  hasFields: action.fields,
  workspaceId: workspace?.id,
  segments: resource?.segments,
  fields: request.fields,
  attributes: request.attributes,
});

/** What every service key may do, in every workspace and outside of any: verify, introspect, decide, record. */
const serviceKeyRights = compileGrants([
  { effect: 'allow', actions: ['latchkey.credentials.verify', 'latchkey.audit.write'], resources: ['*'] },
]);
