/**
 * A second evaluator, written from the prose of the rules and from nothing else: slow, one grant at a time, one rule at a
 * time. It shares no code with the evaluator it checks.
 */
import type { Grant } from '../../src/authorization/grant.ts';
import type { DecisionRequest, World, WorldSubject, WorldWorkspace } from './world.ts';

export interface ReferenceDecision {
  allowed: boolean;
  layer: string;
  code?: string;
  grant?: number;
  fields?: string[];
}

export function referenceDecision(world: World, request: DecisionRequest): ReferenceDecision {
  const { subject, workspace, catalog } = world;

  // 2. environment, if the caller requires one
  const isToken = subject.kind === 'personal_token' || subject.kind === 'workspace_key';
  const environment = isToken ? subject.environment : 'live';
  if (request.environment && request.environment !== environment) return no('environment', 'wrong_environment');

  // 3. the workspace exists and the subject may know it
  if (workspace === 'unknown') return no('workspace', 'not_found');
  const parts = request.resource.split(':');
  const resourceIsWellFormed = !request.resource.includes('*') && parts.every((part) => part !== '');
  const prefixed = resourceIsWellFormed && parts[0] === 'workspace';
  const prefix = prefixed && parts.length >= 3 && parts[2] !== 'workspace' ? parts[1] : undefined;
  if (workspace === 'none_named') {
    if (subject.kind !== 'service_key') return no('workspace', 'workspace_required');
    if (prefix !== undefined) return no('workspace', 'not_found');
  } else {
    if (!mayKnow(subject, workspace)) return no('workspace', 'not_found');
    if (prefix !== undefined && prefix !== workspace.id && prefix !== workspace.slug)
      return no('workspace', 'not_found');
    if (workspace.state === 'suspended') return no('workspace', 'workspace_suspended');
  }

  // 4. the catalog
  const listed = catalog.actions.find((action) => action.id === request.action);
  const firstSegment = request.action.split(/[.:]/)[0];
  const looksLikeAnAction = request.action.split(/[.:]/).every((segment) => /^[A-Za-z0-9_-]+$/.test(segment));
  if (!listed && !(catalog.open && looksLikeAnAction && firstSegment !== 'latchkey')) {
    return no('catalog', 'unknown_action');
  }
  if (listed?.never && subject.kind !== 'user') return no('catalog', 'api_tokens_never');

  // 5. the workspace's policy
  if (isToken && workspace !== 'none_named') {
    if (!workspace.environments.includes(subject.environment)) return no('policy', 'insufficient_permissions');
    if (subject.kind === 'personal_token') {
      const role = workspace.members[subject.userId]?.role;
      const suffices =
        workspace.personalTokens === 'all_members' ||
        (workspace.personalTokens === 'owners_and_admins' && (role === 'owner' || role === 'admin'));
      if (!suffices) return no('policy', 'insufficient_permissions');
    }
  }

  const here = workspace === 'none_named' ? undefined : workspace.id;
  const rest = prefix === undefined ? parts : parts.slice(2);
  const segments = resourceIsWellFormed && !(prefixed && prefix === undefined) ? rest : undefined;
  const ask = (grants: readonly Grant[], layer: string): ReferenceDecision =>
    segments === undefined
      ? no(layer, 'insufficient_permissions')
      : askGrants(grants, layer, { request, segments, here, self: selfOf(subject), flagged: listed?.fields ?? false });

  if (subject.kind === 'service_key') {
    const fixed: Grant[] = [
      { effect: 'allow', actions: ['latchkey.credentials.verify', 'latchkey.audit.write'], resources: ['*'] },
    ];
    return ask(fixed, 'token');
  }
  // 6. the token's own grants, then its resource limit
  let answer: ReferenceDecision | undefined;
  if (isToken) {
    answer = ask(subject.permission, 'token');
    if (!answer.allowed) return answer;
    if (
      subject.resourceLimit &&
      !subject.resourceLimit.some((pattern) => resourceFits(pattern, segments ?? [], here))
    ) {
      return no('resource_limit', 'insufficient_permissions');
    }
  }
  // 7. the live role
  if (subject.kind !== 'workspace_key') {
    if (workspace === 'none_named') throw new Error('a person was let through without a workspace');
    answer = ask(workspace.members[subject.userId]?.grants ?? [], 'role');
  }
  if (answer === undefined) throw new Error('nobody was asked');
  return answer;
}

function mayKnow(subject: WorldSubject, workspace: WorldWorkspace): boolean {
  if (subject.kind === 'service_key') return true;
  if (subject.kind === 'workspace_key') return subject.workspaceId === workspace.id;
  if (subject.kind === 'personal_token' && subject.reaches !== 'all' && !subject.reaches.includes(workspace.id)) {
    return false;
  }
  return workspace.members[subject.userId] !== undefined;
}

function selfOf(subject: WorldSubject): string {
  return subject.kind === 'user' || subject.kind === 'personal_token' ? subject.userId : subject.tokenId;
}

const no = (layer: string, code: string): ReferenceDecision => ({ allowed: false, layer, code });

interface Asked {
  request: DecisionRequest;
  segments: string[];
  here: string | undefined;
  self: string;
  flagged: boolean;
}

function askGrants(grants: readonly Grant[], layer: string, asked: Asked): ReferenceDecision {
  const applying = grants
    .map((grant, index) => ({ grant, index }))
    .filter(({ grant }) => grant.actions.some((pattern) => actionFits(pattern, asked.request.action)))
    .filter(({ grant }) => grant.resources.some((pattern) => resourceFits(pattern, asked.segments, asked.here)))
    .filter(({ grant }) => conditionsApply(grant, asked));
  const allows = applying.filter(({ grant }) => grant.effect === 'allow');
  const denies = applying.filter(({ grant }) => grant.effect === 'deny');
  const refused = (by?: { index: number }, code = 'insufficient_permissions'): ReferenceDecision => ({
    ...no(layer, code),
    ...(by ? { grant: by.index } : {}),
  });

  if (!asked.flagged) {
    if (denies[0]) return refused(denies[0]);
    return allows[0] ? { allowed: true, layer, grant: allows[0].index } : refused();
  }

  const wholeDeny = denies.find(({ grant }) => !grant.fields);
  if (wholeDeny) return refused(wholeDeny);

  const touched = asked.request.fields ?? [];
  if (touched.length === 0) {
    if (denies[0]) return refused(denies[0], 'fields_required');
    const whole = allows.find(({ grant }) => !grant.fields);
    if (whole) return { allowed: true, layer, grant: whole.index };
    return refused(undefined, allows.length > 0 ? 'fields_required' : 'insufficient_permissions');
  }

  const lists = (field: string) => (entry: { grant: Grant }) => entry.grant.fields?.includes(field) ?? false;
  const allowing = (field: string) => allows.find((entry) => !entry.grant.fields || lists(field)(entry));
  const missing = touched.filter((field) => !allowing(field) || denies.some(lists(field)));
  const first = allowing(touched[0] ?? '');
  if (missing.length === 0 && first) return { allowed: true, layer, grant: first.index };
  const refusing = denies.find((entry) => touched.some((field) => lists(field)(entry)));
  return { ...refused(refusing), fields: missing };
}

/** Tokens of a name are its segments and separators in turn; a last `*` takes whatever is left, if it is a segment or more. */
function actionFits(pattern: string, action: string): boolean {
  const wants = pattern.split(/([.:])/);
  const has = action.split(/([.:])/);
  if (has[0] === 'latchkey' && wants[0] !== 'latchkey') return false;
  const fits = (want: number, at: number): boolean => {
    if (want === wants.length) return at === has.length;
    if (at >= has.length) return false;
    if (wants[want] === '*' && want === wants.length - 1) return true;
    if (wants[want] === '*' || wants[want] === has[at]) return fits(want + 1, at + 1);
    return false;
  };
  return fits(0, 0);
}

function resourceFits(pattern: string, segments: readonly string[], here: string | undefined): boolean {
  let wants = pattern.split(':');
  if (wants[0] === 'workspace') {
    if (wants[1] !== '*' && wants[1] !== here) return false;
    wants = wants.slice(2);
  }
  const fits = (want: number, at: number): boolean => {
    if (want === wants.length) return at === segments.length;
    if (wants[want] === '*' && want === wants.length - 1) return true;
    if (at >= segments.length) return false;
    if (wants[want] === '*' || wants[want] === segments[at]) return fits(want + 1, at + 1);
    return false;
  };
  return fits(0, 0);
}

/** A missing or wrongly typed attribute never satisfies an allow's condition and always a deny's. */
function conditionsApply(grant: Grant, asked: Asked): boolean {
  const { own, status, locales } = grant.conditions ?? {};
  const attributes: { owner_id?: unknown; status?: unknown; locales?: unknown } = asked.request.attributes ?? {};
  const ifUnknown = grant.effect === 'deny';
  const answers: boolean[] = [];
  if (own) {
    answers.push(typeof attributes.owner_id === 'string' ? attributes.owner_id === asked.self : ifUnknown);
  }
  if (status) {
    answers.push(typeof attributes.status === 'string' ? status.includes(attributes.status) : ifUnknown);
  }
  if (locales) {
    const given = attributes.locales;
    const isUsable = Array.isArray(given) && given.length > 0 && given.every((entry) => typeof entry === 'string');
    answers.push(isUsable ? given.every((entry) => locales.includes(entry)) : ifUnknown);
  }
  return answers.every(Boolean);
}
