import { type Call, ownGrants, personOf } from './call.ts';
import { catalog, type Grant, hasFields, isKnownAction, type Permission } from './catalog.ts';
import { firstExceeding, matchesAction } from './grants.ts';
import { mayKnow } from './principal.ts';
import { Refusal, refusedMember } from './refusal.ts';
import { activeMembership, roleGrants, type Workspace } from './state.ts';

interface Place {
  readonly pointer: string;
  /** Where the grants will count. */
  readonly workspaces: readonly Workspace[];
  /** A key of a workspace names no other one. */
  readonly isBound?: boolean;
}

const flagged = (patterns: readonly string[]): readonly boolean[] =>
  patterns.map((pattern) => catalog.actions.some(({ id }) => hasFields(id) && matchesAction(pattern, id)));

/** Grants that mean something, with every workspace in them by its id. */
export const checkGrants = (call: Call, grants: readonly Grant[], place: Place): readonly Grant[] =>
  grants.map((grant, index) => {
    const at = (member: string): string => `${place.pointer}/${index}/${member}`;
    const unknown = grant.actions.find((pattern) => !pattern.includes('*') && !isKnownAction(pattern));
    if (unknown !== undefined)
      throw refusedMember('unknown_action', at('actions'), 'The action is not in the catalog.');
    const withFields = flagged(grant.actions);
    const isPointless = grant.effect === 'allow' ? !withFields.includes(true) : withFields.includes(false);
    if (grant.fields !== undefined && isPointless)
      throw refusedMember('semantic_error', at('fields'), 'The actions have no fields.');
    return { ...grant, resources: grant.resources.map((resource) => resolved(call, resource, place, at('resources'))) };
  });

/** A foreign workspace and an unknown one are refused alike. */
const resolved = (call: Call, resource: string, { workspaces, isBound = false }: Place, pointer: string): string => {
  const [first, named, ...rest] = resource.split(':');
  if (first !== 'workspace' || rest.length === 0 || named === '*') return resource;
  const known = isBound ? workspaces : call.state.workspaces.filter((one) => mayKnow(call.principal, one));
  const found = known.find(({ id, slug }) => id === named || slug === named);
  if (found === undefined) throw refusedMember('semantic_error', pointer, 'There is no such workspace.');
  return ['workspace', found.id, ...rest].join(':');
};

/** What an API token is given: nothing unknown, and for a key nothing that its maker does not hold. */
export const checkPermission = (
  call: Call,
  wanted: Permission,
  place: Place & { readonly isPersonal: boolean },
): Permission => {
  if (wanted.kind === 'grants') {
    const grants = checkGrants(call, wanted.grants, { ...place, pointer: '/permission/grants' });
    requireHeld(call, grants, place);
    return { kind: 'grants', grants };
  }
  if (wanted.kind === 'role') {
    const isSystem = catalog.roles.some(({ id }) => id === wanted.role_id);
    const [only] = place.workspaces;
    const grants = only === undefined ? undefined : roleGrants(call.state, only.id, wanted.role_id);
    const isFitting = isSystem || (place.workspaces.length === 1 && grants !== undefined);
    if (!isFitting) throw refusedMember('semantic_error', '/permission/role_id', 'There is no such role.');
    requireHeld(call, grants ?? [], place);
    return wanted;
  }
  const scopes = wanted.scopes.map((name) => catalog.scopes.find(({ id }) => id === name));
  if (scopes.includes(undefined))
    throw refusedMember('semantic_error', '/permission/scopes', 'There is no such scope.');
  const needsRole = scopes.some((scope) => scope?.requires_role === 'admin');
  if (needsRole && place.isPersonal) requireAdmin(call, place.workspaces);
  requireHeld(
    call,
    scopes.flatMap((scope) => scope?.grants ?? []),
    place,
  );
  return wanted;
};

const requireHeld = (
  call: Call,
  grants: readonly Grant[],
  { isPersonal, workspaces }: Place & { readonly isPersonal: boolean },
): void => {
  const [workspace] = workspaces;
  if (isPersonal || workspace === undefined) return;
  const exceeding = firstExceeding(grants, ownGrants(call, workspace));
  if (exceeding === undefined) return;
  throw refusedMember('permission_exceeds_yours', `/permission/grants/${exceeding}`, 'It allows more than you may do.');
};

const requireAdmin = (call: Call, workspaces: readonly Workspace[]): void => {
  const { user } = personOf(call);
  const isAdmin = workspaces.every((one) => ['owner', 'admin'].includes(activeMembership(one, user.id)?.roleId ?? ''));
  if (!isAdmin || workspaces.length === 0) throw new Refusal('permission_exceeds_yours');
};
