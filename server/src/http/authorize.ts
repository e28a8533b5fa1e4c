import type { CredentialKind, Principal } from '../authentication/principal.ts';
import { type DenialCode, decide } from '../authorization/decide.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import { notFound, ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type KnownWorkspace, knowWorkspace, operatedWorkspace } from '../workspaces/known-workspace.ts';
import type { Exchange } from './exchange.ts';
import { particularsOf } from './particulars.ts';

/** What the contract says of who may call an operation. */
export interface AccessRule {
  readonly credentials: readonly (CredentialKind | 'operator' | 'setup_token')[];
  readonly permission: 'public' | 'self' | 'operator' | { readonly action: string; readonly resource: string };
}

/** A denied decision as an answer of our own operations. What a caller may not know stays a 404. */
const refusals: { readonly [Code in DenialCode]: ErrorCode } = {
  wrong_environment: 'wrong_environment',
  workspace_required: 'not_found',
  not_found: 'not_found',
  workspace_suspended: 'workspace_suspended',
  unknown_action: 'insufficient_permissions',
  api_tokens_never: 'insufficient_permissions',
  insufficient_permissions: 'insufficient_permissions',
  fields_required: 'fields_required',
};

/**
 * Decides whether the caller may do this here: first whether they may know the workspace (404), then whether this kind of
 * credential may call the operation at all, then whether their rights allow it (403). What the contract does not allow is
 * refused.
 * @returns the workspace of the path, if there is one
 */
export async function authorize(
  id: OperationId,
  path: Readonly<Record<string, string>>,
  heads: HeadReader,
  exchange: Exchange,
): Promise<KnownWorkspace | undefined> {
  const { caller, services } = exchange;
  const rule: AccessRule = operationTable[id];
  if (rule.permission === 'public') return undefined;
  if (caller === undefined) throw new ServiceError('authentication_required');
  if (rule.permission === 'operator') return authorizeOperator(path, caller, rule, heads, services);

  const workspace =
    path.workspace === undefined ? undefined : await knowWorkspace(path.workspace, caller.subject, heads, services);
  if (path.workspace !== undefined && workspace === undefined) throw notFound();
  exchange.workspace = workspace;
  requireKind(caller, rule);
  if (typeof rule.permission === 'string') return workspace;
  const particulars = await particularsOf(id, path, caller, workspace, services);
  if (workspace !== undefined && particulars === 'own_place') {
    if (workspace.head.state === 'suspended') throw new ServiceError('workspace_suspended');
    return workspace;
  }

  const required = { action: rule.permission.action, resource: fillIn(rule.permission.resource, path) };
  const own = caller.type === 'workspace_key' ? caller.workspaceId : undefined;
  const asked =
    workspace ?? (own === undefined ? undefined : await knowWorkspace(own, caller.subject, heads, services));
  const decision = decide({ catalog: services.catalog, workspace: asked?.snapshot ?? 'none_named' }, caller.subject, {
    ...required,
    ...(typeof particulars === 'object' && { attributes: particulars }),
  });
  if (decision.allowed) return workspace;
  const code = refusals[decision.code];
  throw new ServiceError(
    code,
    code === 'not_found' ? {} : { required, detail: `This needs ${required.action} on ${required.resource}.` },
  );
}

/** Operators run the deployment from outside of its workspaces; nobody else learns which of them exist. */
async function authorizeOperator(
  path: Readonly<Record<string, string>>,
  caller: Principal,
  rule: AccessRule,
  heads: HeadReader,
  services: Services,
): Promise<KnownWorkspace | undefined> {
  requireKind(caller, rule);
  if (path.workspace === undefined) return undefined;
  const workspace = await operatedWorkspace(path.workspace, heads, services);
  if (workspace === undefined) throw notFound();
  return workspace;
}

/** Being authenticated is not enough: keys do not call what is for people, and only operators run the deployment. */
function requireKind(caller: Principal, { credentials, permission }: AccessRule): void {
  const isOperators = permission === 'operator' || credentials.includes('operator');
  if (isOperators) {
    if (caller.type === 'user' && caller.head.is_operator) return;
    throw new ServiceError('insufficient_permissions', {
      detail: 'Only an operator of the deployment may do this, in a session.',
    });
  }
  if (credentials.includes(caller.credentialKind)) return;
  const accepted = credentials.map((kind) => kind.replaceAll('_', ' ')).join(', ');
  throw new ServiceError('insufficient_permissions', {
    detail: `This operation is not for this kind of credential. It takes: ${accepted}.`,
  });
}

/** The resource that the contract names, with the parameters of the path in it. */
const fillIn = (template: string, path: Readonly<Record<string, string>>): string =>
  template.includes('{') ? template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? '') : template;
