import { identifyFor } from './access-tokens.ts';
import { noteUse } from './authenticate.ts';
import type { Call } from './call.ts';
import type { Environment, Grant } from './catalog.ts';
import { type Decision, decide } from './decide.ts';
import type { JsonObject } from './json.ts';
import { environmentOf, grantsOfMember, grantsOfToken, mayKnow, type Principal, showPrincipal } from './principal.ts';
import { type Answer, ok, Refusal } from './refusal.ts';
import { looksLikeApiToken } from './secrets.ts';
import { activeMembership, stateOf, type Workspace } from './state.ts';

/** The workspace that is asked about; a key without one is asked about in its own. */
const workspaceAsked = ({ state, body, path }: Call, principal: Principal): Workspace | undefined => {
  const wanted = body.workspace ?? path.workspace;
  if (wanted === undefined) return principal.kind === 'workspace_key' ? principal.workspace : undefined;
  return state.workspaces.find(({ id, slug, isDeleted }) => !isDeleted && (id === wanted || slug === wanted));
};

const listOf = (call: Call, principal: Principal, layer: string, workspace: Workspace): readonly Grant[] => {
  if (layer === 'token' && 'token' in principal) return grantsOfToken(call.state, principal.token, workspace.id);
  return 'user' in principal ? grantsOfMember(call.state, principal.user, workspace) : [];
};

/** The grant that decided, and the nearest change that would decide otherwise. */
const explained = (
  call: Call,
  principal: Principal,
  workspace: Workspace | undefined,
  decision: Decision,
): JsonObject => {
  const { layer, grant, code } = decision;
  const grants = workspace === undefined ? [] : listOf(call, principal, layer, workspace);
  const { action, resource } = call.body;
  const isGrants = layer === 'token' || layer === 'role';
  const missing = { effect: 'allow', actions: [action], resources: [resource] };
  const changes =
    code === 'insufficient_permissions' && isGrants
      ? [grant === undefined ? { kind: 'add_grant', layer, grant: missing } : { kind: 'remove_grant', layer, grant }]
      : [];
  return { ...(grant === undefined || grants[grant] === undefined ? {} : { grant: grants[grant] }), changes };
};

const decideFor = (call: Call, principal: Principal) => {
  const { body, state, breaks } = call;
  const workspace = workspaceAsked(call, principal);
  const asked = {
    action: String(body.action),
    resource: String(body.resource),
    fields: (body.fields as readonly string[] | undefined) ?? [],
    attributes: (body.attributes as JsonObject | undefined) ?? {},
    environment: body.environment as Environment | undefined,
    workspace,
  };
  const isNameless = workspace === undefined && body.workspace === undefined && principal.kind !== 'workspace_key';
  const decided = decide(state, principal, asked, breaks);
  const decision: Decision =
    isNameless && decided.code === 'not_found' ? { code: 'workspace_required', layer: 'workspace' } : decided;
  return { workspace, decision, outcome: decision.code === 'allowed' ? 'allowed' : 'denied' };
};

/** Decides without a secret, and says why. */
export const answerAbout = (call: Call, principal: Principal): JsonObject => {
  if ('token' in principal) {
    const state = stateOf(principal.token, call.now);
    if (state !== 'active') return { outcome: 'inactive', state };
  }
  const { workspace, decision, outcome } = decideFor(call, principal);
  return { outcome, decision: { ...decision, explanation: explained(call, principal, workspace, decision) } };
};

const verify = (call: Call): Answer => {
  const { body, now } = call;
  const text = String(body.credential);
  const principal = identifyFor(call, text);
  if (principal === undefined)
    return ok({
      outcome: 'invalid',
      code: looksLikeApiToken(text) ? 'invalid_api_key' : 'invalid_token',
      cache_seconds: 0,
    });
  noteUse(principal, now);
  const asker = call.principal;
  const isElsewhere =
    asker.kind === 'workspace_key' &&
    ![undefined, asker.workspace.id, asker.workspace.slug].includes(body.workspace as string);
  const place = isElsewhere ? undefined : workspaceAsked(call, principal);
  const shown = showPrincipal(principal, place !== undefined && mayKnow(principal, place) ? place : undefined);
  if (body.action === undefined && body.environment !== undefined && body.environment !== environmentOf(principal))
    return ok({
      outcome: 'denied',
      principal: shown,
      decision: { code: 'wrong_environment', layer: 'environment' },
      cache_seconds: 0,
    });
  if (body.action === undefined) return ok({ outcome: 'authenticated', principal: shown, cache_seconds: 0 });
  const { workspace, decision, outcome } = isElsewhere
    ? {
        workspace: undefined,
        decision: { code: 'not_found', layer: 'workspace' } satisfies Decision,
        outcome: 'denied',
      }
    : decideFor(call, principal);
  const explanation = body.explain === true ? { explanation: explained(call, principal, workspace, decision) } : {};
  return ok({ outcome, principal: shown, decision: { ...decision, ...explanation }, cache_seconds: 0 });
};

export const decisions: { readonly [operationId: string]: (call: Call) => Answer } = {
  verifyCredential: verify,
  explainDecision: (call) => ok(answerAbout(call, call.principal)),
  getMyPermissions: (call) => {
    const { principal, state, query } = call;
    const workspace = state.workspaces.find(
      (one) => [one.id, one.slug].includes(String(query.workspace)) && mayKnow(principal, one),
    );
    if (workspace === undefined || principal.kind === 'service_key') throw new Refusal('not_found');
    const role = 'user' in principal ? (activeMembership(workspace, principal.user.id)?.roleId ?? null) : null;
    const layers = [...('token' in principal ? ['token'] : []), ...('user' in principal ? ['role'] : [])];
    return ok({
      workspace: { id: workspace.id, slug: workspace.slug },
      role,
      lists: layers.map((layer) => ({ layer, grants: listOf(call, principal, layer, workspace) })),
      resource_limit: 'token' in principal ? principal.token.resourceLimit : null,
    });
  },
};
