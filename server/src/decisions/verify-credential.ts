import type { Principal } from '../authentication/principal.ts';
import { type DecisionRequest, type Denial, decide, environmentOf } from '../authorization/decide.ts';
import { ok } from '../operation/answers.ts';
import type { Operation, OperationRequest, Wire } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { slide } from '../sessions/session.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { Change } from '../storage/port.ts';
import { type KnownWorkspace, knowWorkspace } from '../workspaces/known-workspace.ts';
import { workspaceHeadId } from '../workspaces/workspace.ts';
import { presentPrincipal } from './present-principal.ts';
import { isVisibleTo } from './visible-subject.ts';

type Request = OperationRequest<'verifyCredential'>;
type Verification = Wire<'verifyCredential', 200>;

/**
 * The question that guards ask: whose credential is this, and may it do that? Everything about the subject is a 200; only
 * what is wrong with the caller or the question is a problem.
 */
export const verifyCredential: Operation<'verifyCredential'> = async (request) => {
  const { body, heads, now, services } = request;
  const principal = await services.authentication.principalOf(body.credential, heads, now);
  if (principal === undefined || !(await mayAskAbout(principal, request)))
    return answer(invalid(body.credential, services), []);

  services.lastUse.record(principal, now);
  return answer(await judge(principal, request), useOf(principal, now, services));
};

/** The heads that the answer will need, so that they come with the caller's own in one read. */
export function expectedHeads(body: unknown, services: Services): readonly string[] {
  if (typeof body !== 'object' || body === null) return [];
  const { credential, workspace } = body as { readonly credential?: unknown; readonly workspace?: unknown };
  const subject = typeof credential === 'string' ? services.authentication.expectedHeads(credential) : [];
  const named = typeof workspace === 'string' ? services.workspaces.knownId(workspace) : undefined;
  return named === undefined ? subject : [...subject, workspaceHeadId(named)];
}

/** A workspace key asks about its own workspace alone. */
async function mayAskAbout(principal: Principal, { body, caller, heads, services }: Request): Promise<boolean> {
  if (caller.type === 'workspace_key' && body.workspace !== undefined) {
    if ((await services.workspaces.resolveId(body.workspace)) !== caller.workspaceId) return false;
  }
  return isVisibleTo(caller, principal, heads, services);
}

async function judge(principal: Principal, request: Request): Promise<Verification> {
  const { body, heads, services } = request;
  const named = workspaceNamedBy(principal, request);
  const workspace = named === undefined ? undefined : await knowWorkspace(named, principal.subject, heads, services);
  const presented = presentPrincipal(principal, await presentedWorkspace(principal, workspace, heads, services));
  const { action, resource } = body;

  if (action === undefined || resource === undefined) {
    const refusal = refusalWithoutAction(principal, named !== undefined && workspace === undefined, body.environment);
    return refusal === undefined
      ? { outcome: 'authenticated', principal: presented, cache_seconds: 0 }
      : { outcome: 'denied', principal: presented, decision: presentDenial(refusal), cache_seconds: 0 };
  }

  const decision = decide(
    { catalog: services.catalog, workspace: named === undefined ? 'none_named' : workspace?.snapshot },
    principal.subject,
    requestOf(action, resource, body),
  );
  return decision.allowed
    ? {
        outcome: 'allowed',
        principal: presented,
        decision: { code: 'allowed', layer: decision.layer, grant: decision.grant },
        cache_seconds: 0,
      }
    : { outcome: 'denied', principal: presented, decision: presentDenial(decision), cache_seconds: 0 };
}

const requestOf = (
  action: string,
  resource: string,
  { fields, attributes, environment }: Request['body'],
): DecisionRequest => ({
  action,
  resource,
  ...(fields !== undefined && { fields }),
  ...(attributes !== undefined && { attributes }),
  ...(environment !== undefined && { environment }),
});

/** The workspace that the question is about: as named, else the one that the subject or the caller belongs to. */
function workspaceNamedBy(principal: Principal, { body, caller }: Request): string | undefined {
  if (body.workspace !== undefined) return body.workspace;
  if (principal.type === 'workspace_key') return principal.workspaceId;
  return caller.type === 'workspace_key' ? caller.workspaceId : undefined;
}

/** What is said of the workspace: its names, and nothing else of what is known. */
async function presentedWorkspace(
  principal: Principal,
  named: KnownWorkspace | undefined,
  heads: HeadReader,
  services: Services,
): Promise<{ readonly id: string; readonly slug: string } | undefined> {
  const isKey = principal.type === 'workspace_key';
  const own = isKey ? await knowWorkspace(principal.workspaceId, principal.subject, heads, services) : undefined;
  const workspace = isKey ? own : named;
  return workspace === undefined ? undefined : { id: workspace.id, slug: workspace.slug };
}

/** What can be refused without an action: the environment, and a workspace that the principal may not know. */
function refusalWithoutAction(
  principal: Principal,
  isUnknownWorkspace: boolean,
  environment: 'live' | 'test' | undefined,
): Denial | undefined {
  if (environment !== undefined && environment !== environmentOf(principal.subject)) {
    return { allowed: false, layer: 'environment', code: 'wrong_environment' };
  }
  return isUnknownWorkspace ? { allowed: false, layer: 'workspace', code: 'not_found' } : undefined;
}

const presentDenial = ({ code, layer, grant, fields }: Denial) => ({
  code,
  layer,
  ...(grant !== undefined && { grant }),
  ...(fields !== undefined && { fields }),
});

const invalid = (credential: string, { authentication }: Services): Verification => ({
  outcome: 'invalid',
  code: authentication.rejectionOf(credential, false) === 'invalid_api_key' ? 'invalid_api_key' : 'invalid_token',
  cache_seconds: 0,
});

/** Being verified is a use of the session: whoever works through an API server stays signed in. */
function useOf(principal: Principal, now: number, { sessions, catalog }: Services): Change[] {
  if (principal.type !== 'user') return [];
  const idleExpiresAt = slide(principal.session, now, catalog.sessionLimits);
  return idleExpiresAt === undefined ? [] : [sessions.slide(principal.session, idleExpiresAt, now)];
}

const answer = (verification: Verification, changes: Change[]) => ({ events: [], changes, answer: ok(verification) });
