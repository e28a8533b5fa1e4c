import { type CompiledGrants, compileGrants } from './compile.ts';
import type { WorkspaceSnapshot } from './decide.ts';
import type { DecisionCase, DecisionChange, GrantLayer } from './decision-change.ts';
import { grantsAbout } from './evaluate.ts';
import type { Grant } from './grant.ts';
import { parseRequestedResource } from './resource-pattern.ts';

/** A case with changes made to it. Knows where each grant of its lists stood before the first of them. */
export interface ChangedCase extends DecisionCase {
  readonly origins: { readonly [Layer in GrantLayer]?: readonly number[] };
}

/** The case as it would be with one more change. Nothing real is touched. */
export function withChange(from: ChangedCase, change: DecisionChange): ChangedCase {
  const { subject, request } = from;
  switch (change.kind) {
    case 'require_environment':
      return { ...from, request: { ...request, environment: change.environment } };
    case 'name_resource':
      return { ...from, request: { ...request, resource: change.resource } };
    case 'touch_fields':
      return { ...from, request: { ...request, fields: change.fields } };
    case 'reach_workspace':
      return subject.kind === 'personal_token' ? { ...from, subject: { ...subject, reaches: 'all' } } : from;
    case 'extend_resource_limit': {
      // What is asked about is one resource: a limit that covers it says as much as none.
      if (!('resourceLimit' in subject)) return from;
      const { resourceLimit: _covered, ...unlimited } = subject;
      return { ...from, subject: unlimited };
    }
    case 'resume_workspace':
      return withWorkspace(from, () => ({ state: 'active' }));
    case 'admit_environment':
      return withWorkspace(from, ({ policy }) => ({
        policy: { ...policy, environments: [...policy.environments, change.environment] },
      }));
    case 'admit_personal_tokens':
      return withWorkspace(from, ({ policy }) => ({ policy: { ...policy, personal_tokens: change.personalTokens } }));
    case 'remove_grant':
      return withGrants(from, change.layer, ({ grants, origins }) => {
        const at = origins.indexOf(change.grant);
        return { grants: grants.toSpliced(at, 1), origins: origins.toSpliced(at, 1) };
      });
    case 'add_grant':
      return withGrants(from, change.layer, ({ grants, origins }) => ({
        grants: [...grants, change.grant],
        origins: [...origins, -1],
      }));
  }
}

/**
 * The same case with the lists cut down to what is about its action and resource. It is decided as before, and cheap to change
 * and decide again, however long the lists and their patterns are.
 */
export function cutDown(from: DecisionCase): ChangedCase {
  const { snapshot, request } = from;
  const resource = parseRequestedResource(request.resource);
  if (resource === undefined) return { ...from, origins: {} };
  const workspaceId = typeof snapshot.workspace === 'object' ? snapshot.workspace.id : undefined;
  const question = { action: request.action, workspaceId, segments: resource.segments };
  const about = { actions: [request.action], resources: [resource.segments.join(':')] };
  return (['token', 'role'] as const).reduce<ChangedCase>(
    (current, layer) => {
      const compiled = grantsOf(from, layer);
      if (compiled === undefined) return current;
      const origins = grantsAbout(compiled, question);
      const grants = origins.map((index) => ({ ...(compiled.grants[index] as Grant), ...about }));
      return withGrants(current, layer, () => ({ grants, origins }));
    },
    { ...from, origins: {} },
  );
}

/** The grants of a layer, as compiled for the subject of the case. */
export function grantsOf({ snapshot, subject }: DecisionCase, layer: GrantLayer): CompiledGrants | undefined {
  if (layer === 'token') return 'permission' in subject ? subject.permission : undefined;
  const workspace = typeof snapshot.workspace === 'object' ? snapshot.workspace : undefined;
  return 'userId' in subject ? workspace?.roleOf(subject.userId)?.grants : undefined;
}

/** Where a grant of the changed list stood before any change. */
export const originOf = ({ origins }: ChangedCase, layer: GrantLayer, grant: number): number =>
  origins[layer]?.[grant] ?? grant;

interface Listed {
  readonly grants: readonly Grant[];
  readonly origins: readonly number[];
}

function withGrants(from: ChangedCase, layer: GrantLayer, change: (listed: Listed) => Listed): ChangedCase {
  const { subject } = from;
  const before = grantsOf(from, layer)?.grants ?? [];
  const { grants, origins } = change({ grants: before, origins: from.origins[layer] ?? before.map((_, at) => at) });
  const compiled = compileGrants(grants);
  const changed = { ...from, origins: { ...from.origins, [layer]: origins } };
  if (layer === 'token')
    return 'permission' in subject ? { ...changed, subject: { ...subject, permission: compiled } } : from;
  return withWorkspace(changed, ({ roleOf }) => ({
    roleOf: (userId) => {
      const role = roleOf(userId);
      return role === undefined ? undefined : { ...role, grants: compiled };
    },
  }));
}

function withWorkspace(
  from: ChangedCase,
  change: (workspace: WorkspaceSnapshot) => Partial<WorkspaceSnapshot>,
): ChangedCase {
  const { workspace } = from.snapshot;
  if (typeof workspace !== 'object') return from;
  return { ...from, snapshot: { ...from.snapshot, workspace: { ...workspace, ...change(workspace) } } };
}
