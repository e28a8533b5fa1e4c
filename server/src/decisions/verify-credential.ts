import type { Principal } from '../authentication/principal.ts';
import { type Denial, decide, environmentOf, isBlockedByPolicy } from '../authorization/decide.ts';
import { explain } from '../authorization/explain.ts';
import { ok } from '../operation/answers.ts';
import type { Operation, OperationRequest, Wire } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { slide } from '../sessions/session.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { Change } from '../storage/port.ts';
import { type KnownWorkspace, knowWorkspace } from '../workspaces/known-workspace.ts';
import { workspaceHeadId } from '../workspaces/workspace.ts';
import { decisionRequest } from './decision-request.ts';
import { presentAllowed, presentDenial } from './present-decision.ts';
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

  const place = await placeOf(principal, request);
  const waitSeconds = quotaExcess(principal, place, request);
  if (waitSeconds !== undefined) return answer(overQuota(waitSeconds), []);
  services.lastUse.record(principal, now);
  return answer(await judge(principal, place, request), useOf(principal, now, services));
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

/** The workspace that the question is about, and what the subject may know of it. */
interface Place {
  readonly isNamed: boolean;
  readonly workspace: KnownWorkspace | undefined;
}

async function placeOf(principal: Principal, request: Request): Promise<Place> {
  const named = workspaceNamedBy(principal, request);
  if (named === undefined) return { isNamed: false, workspace: undefined };
  return { isNamed: true, workspace: await knowWorkspace(named, principal.subject, request.heads, request.services) };
}

/** Every workspace limits how often one API token is verified for it. Service keys, which verify others, have no such limit. */
function quotaExcess(principal: Principal, { workspace }: Place, { now, services }: Request): number | undefined {
  if (principal.type === 'user' || principal.type === 'service_key') return undefined;
  const policy = workspace?.record.policy ?? services.catalog.defaultPolicy;
  return services.tokenQuota.spend({
    tokenId: principal.id,
    workspaceId: workspace?.id,
    requestsPerMinute: policy.requests_per_minute,
    now,
  });
}

async function judge(principal: Principal, place: Place, request: Request): Promise<Verification> {
  const { body, heads, services } = request;
  const { isNamed, workspace } = place;
  const presented = presentPrincipal(principal, await presentedWorkspace(principal, workspace, heads, services));
  const { action, resource } = body;

  if (action === undefined || resource === undefined) {
    const refusal = refusalWithoutAction(principal, place, body.environment);
    return refusal === undefined
      ? { outcome: 'authenticated', principal: presented, cache_seconds: 0 }
      : { outcome: 'denied', principal: presented, decision: presentDenial(refusal), cache_seconds: 0 };
  }

  const asked = {
    snapshot: { catalog: services.catalog, workspace: isNamed ? workspace?.snapshot : 'none_named' },
    subject: principal.subject,
    request: decisionRequest({ ...body, action, resource }),
  } as const;
  const decision = decide(asked.snapshot, asked.subject, asked.request);
  const explanation = mayHear(principal, request) ? explain(asked, decision) : undefined;
  return decision.allowed
    ? { outcome: 'allowed', principal: presented, decision: presentAllowed(decision, explanation), cache_seconds: 0 }
    : { outcome: 'denied', principal: presented, decision: presentDenial(decision, explanation), cache_seconds: 0 };
}

/** An explanation shows grants. Of other people's credentials it is for the deployment's own servers, who serve them all. */
const mayHear = (principal: Principal, { body, caller }: Request): boolean =>
  body.explain === true && (caller.type === 'service_key' || caller.id === principal.id);

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
  // A key belongs to its own workspace, whichever the question names.
  const workspace =
    named === undefined && principal.type === 'workspace_key'
      ? await knowWorkspace(principal.workspaceId, principal.subject, heads, services)
      : named;
  return workspace === undefined ? undefined : { id: workspace.id, slug: workspace.slug };
}

/** What is refused whatever the action: by environment, by the workspace, and by its policy. */
function refusalWithoutAction(
  principal: Principal,
  { isNamed, workspace }: Place,
  environment: 'live' | 'test' | undefined,
): Denial | undefined {
  if (environment !== undefined && environment !== environmentOf(principal.subject)) {
    return { allowed: false, layer: 'environment', code: 'wrong_environment' };
  }
  if (!isNamed) return undefined;
  if (workspace === undefined) return { allowed: false, layer: 'workspace', code: 'not_found' };
  if (workspace.snapshot.state === 'suspended')
    return { allowed: false, layer: 'workspace', code: 'workspace_suspended' };
  return isBlockedByPolicy(workspace.snapshot, principal.subject)
    ? { allowed: false, layer: 'policy', code: 'insufficient_permissions' }
    : undefined;
}

const invalid = (credential: string, { authentication }: Services): Verification => ({
  outcome: 'invalid',
  code: authentication.rejectionOf(credential, false) === 'invalid_api_key' ? 'invalid_api_key' : 'invalid_token',
  cache_seconds: 0,
});

const overQuota = (waitSeconds: number): Verification => ({
  outcome: 'invalid',
  code: 'rate_limit_exceeded',
  retry_after_seconds: waitSeconds,
  cache_seconds: 0,
});

/** Being verified is a use of the session: whoever works through an API server stays signed in. */
function useOf(principal: Principal, now: number, { sessions, catalog }: Services): Change[] {
  if (principal.type !== 'user') return [];
  const idleExpiresAt = slide(principal.session, now, catalog.sessionLimits);
  return idleExpiresAt === undefined ? [] : [sessions.slide(principal.session, idleExpiresAt, now)];
}

const answer = (verification: Verification, changes: Change[]) => ({ events: [], changes, answer: ok(verification) });
