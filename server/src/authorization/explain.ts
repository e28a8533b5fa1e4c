import { type ChangedCase, cutDown, grantsOf, originOf, withChange } from './changed-case.ts';
import { type Decision, type Denial, decide, environmentOf } from './decide.ts';
import type { DecisionCase, DecisionChange, GrantLayer } from './decision-change.ts';
import type { Grant } from './grant.ts';
import { parseRequestedResource } from './resource-pattern.ts';

export interface Explanation {
  /** The grant that decided, if one did. */
  readonly grant: Grant | undefined;
  /**
   * Made together they turn the decision into its opposite, and without any one of them it stays as it is. Empty where
   * nothing can: what no API token may do, what the catalog does not know, and workspaces the subject may not know of.
   */
  readonly changes: readonly DecisionChange[];
}

/** As many as a request may touch. */
const mostFields = 100;

/** More changes than this explain nothing. It also bounds the work that one question can cause. */
const mostChanges = 64;

/**
 * Why a decision is what it is, and what would have to be different. Found by making the changes and deciding again, so
 * what it says has been tried. Pure, and far slower than `decide`: for people, not for every request.
 */
export function explain(asked: DecisionCase, decision: Decision): Explanation {
  const grant = decidingGrant(asked, decision);
  if (decision.allowed) return { grant, changes: changesToDeny(asked, decision.layer) };
  return { grant, changes: changesToAllow(cutDown(asked)) ?? [] };
}

function decidingGrant(asked: DecisionCase, { layer, grant }: Decision): Grant | undefined {
  return isGrantLayer(layer) && grant !== undefined ? grantsOf(asked, layer)?.grants[grant] : undefined;
}

/** One deny is enough. It goes to the token where there is one, since a role is other people's as well. */
function changesToDeny(asked: DecisionCase, layer: Decision['layer']): DecisionChange[] {
  const { subject, request } = asked;
  if (subject.kind === 'service_key' || !isGrantLayer(layer)) return [];
  const grant: Grant = { effect: 'deny', actions: [request.action], resources: [resourceHere(request.resource)] };
  return [{ kind: 'add_grant', layer: subject.kind === 'user' ? 'role' : 'token', grant }];
}

/** Takes one obstacle after the other out of the way, in the order in which the layers refuse. */
function changesToAllow(from: ChangedCase, mayNameFields = true): DecisionChange[] | undefined {
  const changes: DecisionChange[] = [];
  let current = from;
  while (changes.length < mostChanges) {
    const decision = decide(current.snapshot, current.subject, current.request);
    if (decision.allowed) return changes;
    if (mayNameFields && isGrantLayer(decision.layer)) {
      const rest = shorterOf(withOtherFields(current), changesToAllow(current, false));
      return rest === undefined || changes.length + rest.length > mostChanges ? undefined : [...changes, ...rest];
    }
    const change = changeAgainst(decision, current);
    if (change === undefined) return undefined;
    changes.push(change);
    current = withChange(current, change);
  }
  return undefined;
}

/** What is asked is changed rather than what is allowed, if that takes no more: it widens nothing. */
const shorterOf = (one: DecisionChange[] | undefined, other: DecisionChange[] | undefined) =>
  one !== undefined && (other === undefined || one.length <= other.length) ? one : other;

/** The way by touching only fields that every list of grants allows, if there are any. */
function withOtherFields(current: ChangedCase): DecisionChange[] | undefined {
  const { snapshot, request } = current;
  if (snapshot.catalog.actions.get(request.action)?.fields !== true) return undefined;
  const candidates = new Set(request.fields?.length ? request.fields : fieldsNamedIn(current));
  const everywhere = withChange(current, { kind: 'extend_resource_limit', resource: request.resource });
  const fields = [...candidates]
    .slice(0, mostFields)
    .filter((field) => decide(everywhere.snapshot, everywhere.subject, { ...request, fields: [field] }).allowed);
  if (fields.length === 0) return undefined;
  const change: DecisionChange = { kind: 'touch_fields', fields };
  const rest = changesToAllow(withChange(current, change), false);
  return rest === undefined ? undefined : [change, ...rest];
}

const fieldsNamedIn = (current: ChangedCase): string[] =>
  (['token', 'role'] as const).flatMap((layer) => [...(grantsOf(current, layer)?.byField.keys() ?? [])]);

/** The change that takes away this one reason. Undefined where none is anybody's to make. */
function changeAgainst(denial: Denial, current: ChangedCase): DecisionChange | undefined {
  switch (denial.layer) {
    case 'environment':
      return { kind: 'require_environment', environment: environmentOf(current.subject) };
    case 'workspace':
      return changeOfWorkspace(denial, current);
    case 'catalog':
      return undefined;
    case 'policy':
      return changeOfPolicy(current);
    case 'resource_limit':
      return { kind: 'extend_resource_limit', resource: resourceHere(current.request.resource) };
    case 'token':
    case 'role':
      return changeOfGrants(denial, denial.layer, current);
  }
}

function changeOfWorkspace({ code }: Denial, { snapshot, subject, request }: ChangedCase): DecisionChange | undefined {
  const { workspace } = snapshot;
  if (typeof workspace !== 'object') return undefined;
  if (code === 'workspace_suspended') return { kind: 'resume_workspace', workspaceId: workspace.id };

  if (subject.kind === 'personal_token' && subject.reaches !== 'all' && !subject.reaches.has(workspace.id))
    return workspace.roleOf(subject.userId) && { kind: 'reach_workspace', workspaceId: workspace.id };
  const mayKnow =
    subject.kind === 'workspace_key'
      ? subject.workspaceId === workspace.id
      : subject.kind === 'service_key' || workspace.roleOf(subject.userId) !== undefined;
  const resource = parseRequestedResource(request.resource);
  const isElsewhere =
    resource?.workspace !== undefined && resource.workspace !== workspace.id && resource.workspace !== workspace.slug;
  return mayKnow && isElsewhere ? { kind: 'name_resource', resource: resourceHere(request.resource) } : undefined;
}

function changeOfPolicy({ snapshot, subject }: ChangedCase): DecisionChange | undefined {
  const { workspace } = snapshot;
  if (typeof workspace !== 'object') return undefined;
  const environment = environmentOf(subject);
  if (!workspace.policy.environments.includes(environment)) return { kind: 'admit_environment', environment };
  if (subject.kind !== 'personal_token') return undefined;
  const role = workspace.roleOf(subject.userId)?.id;
  const isAdmin = role === 'owner' || role === 'admin';
  return { kind: 'admit_personal_tokens', personalTokens: isAdmin ? 'owners_and_admins' : 'all_members' };
}

function changeOfGrants(denial: Denial, layer: GrantLayer, current: ChangedCase): DecisionChange | undefined {
  const { subject, request } = current;
  if (subject.kind === 'service_key' || parseRequestedResource(request.resource) === undefined) return undefined;
  if (denial.grant !== undefined) return { kind: 'remove_grant', layer, grant: originOf(current, layer, denial.grant) };
  const grant: Grant = {
    effect: 'allow',
    actions: [request.action],
    resources: [resourceHere(request.resource)],
    ...(denial.fields !== undefined && { fields: [...new Set(denial.fields)] }),
  };
  return { kind: 'add_grant', layer, grant };
}

const isGrantLayer = (layer: Decision['layer']): layer is GrantLayer => layer === 'token' || layer === 'role';

/** As a grant of the workspace names it: without a prefix. */
const resourceHere = (resource: string): string => parseRequestedResource(resource)?.segments.join(':') ?? resource;
