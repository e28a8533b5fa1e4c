import { type Call, membershipOf, note, ownGrants, personOf, requireRecentPassword, requireUnchanged } from './call.ts';
import { catalog, type Grant, type Policy } from './catalog.ts';
import { firstExceeding } from './grants.ts';
import { page } from './pages.ts';
import { sendMail, userAt } from './people.ts';
import { checkGrants } from './permissions.ts';
import { mayKnow } from './principal.ts';
import { type Answer, created, done, ok, Refusal, refusedMember } from './refusal.ts';
import { digestOf, newCode, newId } from './secrets.ts';
import {
  activeMembership,
  type CustomRole,
  type Invitation,
  isLiving,
  type Membership,
  roleGrants,
  timestamp,
  type User,
  type Workspace,
} from './state.ts';

const week = 7 * 86_400_000;
const minute = 60_000;
const mostWorkspaces = 100;
const mostRoles = 200;

const show = ({ id, slug, name, isSuspended, createdAt }: Workspace) => ({
  id,
  slug,
  name,
  state: isSuspended ? 'suspended' : 'active',
  created_at: timestamp(createdAt),
});
const etag = (version: number): string => `"${version}"`;
const withTag = ({ id, version }: Workspace) => ({ ETag: `"${id}-${version}"` });

const slugFrom = (name: string): string => {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40);
  return `${plain === '' ? 'workspace' : plain.replace(/-$/, '')}-${newId('x').slice(-8)}`;
};

const byOperator = ({ state, path }: Call): Workspace => {
  const found = state.workspaces.find(
    ({ id, slug, isDeleted }) => !isDeleted && [id, slug].includes(String(path.workspace)),
  );
  if (found === undefined) throw new Refusal('not_found');
  return found;
};

const owners = ({ members }: Workspace): number =>
  [...members.values()].filter(({ isActive, roleId }) => isActive && roleId === 'owner').length;

const knownUser = ({ state }: Call, id: string): User => {
  const user = state.users.find((one) => one.id === id);
  if (user === undefined) throw new Refusal('not_found');
  return user;
};

const memberAt = (call: Call): { readonly user: User; readonly membership: Membership } => {
  const id = String(call.path.user_id);
  return { membership: membershipOf(call.workspace, id), user: knownUser(call, id) };
};
const showMember = (user: User, { roleId, joinedAt }: Membership) => ({
  user_id: user.id,
  name: user.name,
  email: user.email,
  role_id: roleId,
  joined_at: timestamp(joinedAt),
});
const isTouchingOwner = (call: Call, membership: Membership): boolean =>
  membership.roleId === 'owner' && activeMembership(call.workspace, personOf(call).user.id)?.roleId !== 'owner';

/** Nobody hands out more than they hold. */
const requireGivable = (call: Call, workspace: Workspace, roleId: string): void => {
  const grants = roleGrants(call.state, workspace.id, roleId);
  if (grants === undefined) throw refusedMember('semantic_error', '/role_id', 'There is no such role.');
  if (firstExceeding(grants, ownGrants(call, workspace)) !== undefined)
    throw refusedMember('permission_exceeds_yours', '/role_id', 'The role allows more than you may do.');
};

const invitationState = ({ end, expiresAt }: Invitation, now: number): string =>
  end ?? (expiresAt <= now ? 'expired' : 'pending');
const showInvitation = (now: number) => (invitation: Invitation) => ({
  id: invitation.id,
  workspace_id: invitation.workspaceId,
  email: invitation.email,
  role_id: invitation.roleId,
  state: invitationState(invitation, now),
  invited_by: invitation.invitedBy,
  created_at: timestamp(invitation.createdAt),
  expires_at: timestamp(invitation.expiresAt),
});
const invitationAt = ({ state, workspace, path }: Call): Invitation => {
  const found = state.invitations.find(
    ({ id, workspaceId }) => id === path.invitation_id && workspaceId === workspace.id,
  );
  if (found === undefined) throw new Refusal('not_found');
  return found;
};
const byCode = ({ state, body, now }: Call): { readonly invitation: Invitation; readonly workspace: Workspace } => {
  const digest = digestOf(String(body.code));
  const invitation = state.invitations.find((one) => one.code === digest && invitationState(one, now) === 'pending');
  const workspace = state.workspaces.find(({ id, isDeleted }) => id === invitation?.workspaceId && !isDeleted);
  if (invitation === undefined || workspace === undefined) throw new Refusal('gone');
  if (workspace.isSuspended) throw new Refusal('workspace_suspended');
  return { invitation, workspace };
};

const isSameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const showRole = (role: {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly grants: readonly Grant[];
}) => ({
  id: role.id,
  name: role.name,
  ...(role.description === undefined ? {} : { description: role.description }),
  system: catalog.roles.some(({ id }) => id === role.id),
  grants: role.grants,
});
const customRole = ({ state, workspace, path }: Call): CustomRole => {
  const found = state.roles.find(({ id, workspaceId }) => id === path.role_id && workspaceId === workspace.id);
  if (found !== undefined) return found;
  throw new Refusal(catalog.roles.some(({ id }) => id === path.role_id) ? 'conflict' : 'not_found');
};
const requireFreeRoleName = ({ state, workspace }: Call, name: string, except?: CustomRole): void => {
  const isTaken =
    catalog.roles.some((one) => one.name === name) ||
    state.roles.some((one) => one !== except && one.workspaceId === workspace.id && one.name === name);
  if (isTaken) throw new Refusal('name_taken');
};
const requireRoleGrants = (call: Call, grants: readonly Grant[]): readonly Grant[] => {
  const resolved = checkGrants(call, grants, { pointer: '/grants', workspaces: [call.workspace] });
  const names = resolved.filter(({ effect }) => effect === 'allow').flatMap(({ actions }) => actions);
  if (names.some((name) => /^latchkey\.(?:keys|\*)/.test(name)))
    throw refusedMember('semantic_error', '/grants', 'A role of your own cannot manage keys.');
  const exceeding = firstExceeding(resolved, ownGrants(call, call.workspace));
  if (exceeding !== undefined)
    throw refusedMember('permission_exceeds_yours', `/grants/${exceeding}`, 'It allows more than you may do.');
  return resolved;
};

export const workspaces: { readonly [operationId: string]: (call: Call) => Answer } = {
  createWorkspace: (call) => {
    const { state, body, now } = call;
    const { user } = personOf(call);
    const slug = body.slug === undefined ? slugFrom(String(body.name)) : String(body.slug);
    if (state.workspaces.some((one) => one.slug === slug)) throw new Refusal('name_taken');
    const owned = state.workspaces.filter(
      (one) => !one.isDeleted && activeMembership(one, user.id)?.roleId === 'owner',
    );
    if (owned.length >= mostWorkspaces) throw new Refusal('limit_reached');
    const membership: Membership = { roleId: 'owner', version: 1, joinedAt: now, leftAt: undefined, isActive: true };
    const workspace: Workspace = {
      id: newId('wsp'),
      slug,
      name: String(body.name),
      createdAt: now,
      isSuspended: false,
      isDeleted: false,
      policy: catalog.default_policy,
      policyVersion: 1,
      version: 1,
      members: new Map([[user.id, membership]]),
    };
    state.workspaces.push(workspace);
    note(call, workspace, 'workspace.created', workspace.id);
    return created(`/v1/workspaces/${workspace.slug}`, show(workspace));
  },
  listWorkspaces: (call) => {
    const { principal, state } = call;
    const reached = state.workspaces.filter((one) => mayKnow(principal, one));
    const roleIn = (workspace: Workspace) =>
      'user' in principal ? (workspace.members.get(principal.user.id)?.roleId ?? null) : null;
    const caller = 'user' in principal ? principal.user.id : principal.token.id;
    return page(call, reached, (one) => ({ ...show(one), role: roleIn(one) }), `workspaces of ${caller}`);
  },
  getWorkspace: ({ workspace }) => ok(show(workspace), withTag(workspace)),
  updateWorkspace: (call) => {
    const { workspace } = call;
    requireUnchanged(call, withTag(workspace).ETag);
    workspace.name = String(call.body.name);
    workspace.version += 1;
    note(call, workspace, 'workspace.updated', workspace.id);
    return ok(show(workspace), withTag(workspace));
  },
  deleteWorkspace: (call) => {
    requireRecentPassword(call);
    requireUnchanged(call, withTag(call.workspace).ETag);
    call.workspace.isDeleted = true;
    return done();
  },
  listAllWorkspaces: (call) =>
    page(
      call,
      call.state.workspaces.filter(({ isDeleted }) => !isDeleted),
      show,
      'all workspaces',
    ),
  suspendWorkspace: (call) => {
    const workspace = byOperator(call);
    workspace.isSuspended = true;
    return ok(show(workspace));
  },
  resumeWorkspace: (call) => {
    const workspace = byOperator(call);
    workspace.isSuspended = false;
    return ok(show(workspace));
  },

  getPolicy: ({ workspace }) => ok({ ...workspace.policy }, { ETag: etag(workspace.policyVersion) }),
  setPolicy: (call) => {
    const { workspace } = call;
    requireUnchanged(call, etag(workspace.policyVersion), true);
    const policy = call.body as unknown as Policy;
    const { maximum_token_days: maximum, default_token_days: usual } = policy;
    if (maximum !== null && (usual === null || usual > maximum))
      throw refusedMember('semantic_error', '/default_token_days', 'It is longer than the maximum.');
    workspace.policy = policy;
    workspace.policyVersion += 1;
    note(call, workspace, 'policy.changed', workspace.id);
    return ok({ ...policy }, { ETag: etag(workspace.policyVersion) });
  },

  listMembers: (call) => {
    const active = [...call.workspace.members]
      .filter(([, { isActive }]) => isActive)
      .sort(([, one], [, other]) => one.joinedAt - other.joinedAt);
    const items = active.map(([id, membership]) => ({ id, membership }));
    return page(
      call,
      items,
      ({ id, membership }) => showMember(knownUser(call, id), membership),
      `members of ${call.workspace.id}`,
    );
  },
  getMember: (call) => {
    const { user, membership } = memberAt(call);
    return ok(showMember(user, membership), { ETag: etag(membership.version) });
  },
  updateMember: (call) => {
    const { user, membership } = memberAt(call);
    requireUnchanged(call, etag(membership.version));
    const roleId = String(call.body.role_id);
    if (isTouchingOwner(call, membership)) throw new Refusal('insufficient_permissions');
    requireGivable(call, call.workspace, roleId);
    if (membership.roleId === 'owner' && roleId !== 'owner' && owners(call.workspace) === 1)
      throw new Refusal('last_owner');
    if (membership.roleId !== roleId) membership.version += 1;
    membership.roleId = roleId;
    note(call, call.workspace, 'member.role_changed', user.id);
    return ok(showMember(user, membership), { ETag: etag(membership.version) });
  },
  removeMember: (call) => {
    const { user, membership } = memberAt(call);
    requireUnchanged(call, etag(membership.version));
    const isLeaving = user.id === personOf(call).user.id;
    if (!isLeaving && isTouchingOwner(call, membership)) throw new Refusal('insufficient_permissions');
    if (membership.roleId === 'owner' && owners(call.workspace) === 1) throw new Refusal('last_owner');
    membership.isActive = false;
    membership.leftAt = call.now;
    note(call, call.workspace, isLeaving ? 'member.left' : 'member.removed', user.id);
    return done();
  },

  createInvitation: (call) => {
    const { state, workspace, body, now } = call;
    const email = String(body.email);
    requireGivable(call, workspace, String(body.role_id));
    const known = userAt(state, email);
    if (known !== undefined && activeMembership(workspace, known.id) !== undefined) throw new Refusal('already_member');
    const isInvited = (one: Invitation): boolean =>
      one.workspaceId === workspace.id && isSameAddress(one.email, email) && invitationState(one, now) === 'pending';
    if (state.invitations.some(isInvited)) throw new Refusal('name_taken');
    const code = newCode();
    const invitation: Invitation = {
      id: newId('inv'),
      workspaceId: workspace.id,
      email,
      roleId: String(body.role_id),
      invitedBy: personOf(call).user.id,
      createdAt: now,
      expiresAt: now + week,
      sentAt: now,
      code: digestOf(code),
      end: undefined,
    };
    state.invitations.push(invitation);
    sendMail(state, email, 'invitation', code);
    note(call, workspace, 'invitation.created', invitation.id);
    return created(`/v1/workspaces/${workspace.slug}/invitations/${invitation.id}`, showInvitation(now)(invitation));
  },
  listInvitations: (call) => {
    const own = call.state.invitations.filter(({ workspaceId }) => workspaceId === call.workspace.id);
    return page(call, own, showInvitation(call.now), `invitations of ${call.workspace.id}`);
  },
  getInvitation: (call) => ok(showInvitation(call.now)(invitationAt(call))),
  revokeInvitation: (call) => {
    const invitation = invitationAt(call);
    if (invitationState(invitation, call.now) === 'pending') invitation.end = 'revoked';
    return done();
  },
  resendInvitation: (call) => {
    const invitation = invitationAt(call);
    requireGivable(call, call.workspace, invitation.roleId);
    if (invitation.end !== undefined) throw new Refusal('conflict');
    const waits = invitation.sentAt + minute - call.now;
    if (waits > 0) throw new Refusal('rate_limit_exceeded', { retryAfterSeconds: Math.ceil(waits / 1_000) });
    const code = newCode();
    invitation.code = digestOf(code);
    invitation.expiresAt = call.now + week;
    invitation.sentAt = call.now;
    sendMail(call.state, invitation.email, 'invitation', code);
    return ok(showInvitation(call.now)(invitation));
  },
  previewInvitation: (call) => {
    const { invitation, workspace } = byCode(call);
    const roles = [...catalog.roles, ...call.state.roles];
    return ok({
      workspace: { id: workspace.id, slug: workspace.slug, name: workspace.name },
      role: {
        id: invitation.roleId,
        name: roles.find(({ id }) => id === invitation.roleId)?.name ?? invitation.roleId,
      },
      email: invitation.email,
      invited_by_name: knownUser(call, invitation.invitedBy).name,
      expires_at: timestamp(invitation.expiresAt),
    });
  },
  acceptInvitation: (call) => {
    const { user } = personOf(call);
    const { invitation, workspace } = byCode(call);
    if (!isSameAddress(invitation.email, user.email)) throw new Refusal('insufficient_permissions');
    if (activeMembership(workspace, user.id) !== undefined) throw new Refusal('already_member');
    const inviter = activeMembership(workspace, invitation.invitedBy);
    const held = inviter === undefined ? [] : (roleGrants(call.state, workspace.id, inviter.roleId) ?? []);
    const given = roleGrants(call.state, workspace.id, invitation.roleId);
    if (given === undefined || firstExceeding(given, held) !== undefined) throw new Refusal('gone');
    const before = workspace.members.get(user.id);
    const membership: Membership = {
      roleId: invitation.roleId,
      version: (before?.version ?? 0) + 1,
      joinedAt: call.now,
      leftAt: before?.leftAt,
      isActive: true,
    };
    workspace.members.set(user.id, membership);
    invitation.end = 'accepted';
    user.isVerified = true;
    note(call, workspace, 'invitation.accepted', invitation.id);
    return created(`/v1/workspaces/${workspace.slug}/members/${user.id}`, showMember(user, membership));
  },
  declineInvitation: (call) => {
    byCode(call).invitation.end = 'declined';
    return done();
  },

  listRoles: (call) => {
    const own = call.state.roles.filter(({ workspaceId }) => workspaceId === call.workspace.id);
    return page<Parameters<typeof showRole>[0]>(
      call,
      [...own, ...catalog.roles],
      showRole,
      `roles of ${call.workspace.id}`,
    );
  },
  getRole: (call) => {
    const system = catalog.roles.find(({ id }) => id === call.path.role_id);
    if (system !== undefined) return ok(showRole(system), { ETag: etag(0) });
    const role = customRole(call);
    return ok(showRole(role), { ETag: etag(role.version) });
  },
  createRole: (call) => {
    const { state, workspace, body } = call;
    const grants = requireRoleGrants(call, body.grants as readonly Grant[]);
    requireFreeRoleName(call, String(body.name));
    if (state.roles.filter(({ workspaceId }) => workspaceId === workspace.id).length >= mostRoles)
      throw new Refusal('limit_reached');
    const description = body.description === undefined ? undefined : String(body.description);
    const role: CustomRole = {
      id: newId('rol'),
      workspaceId: workspace.id,
      name: String(body.name),
      description,
      grants,
      version: 1,
    };
    state.roles.push(role);
    note(call, workspace, 'role.created', role.id);
    return created(`/v1/workspaces/${workspace.slug}/roles/${role.id}`, showRole(role), { ETag: etag(role.version) });
  },
  updateRole: (call) => {
    const { body } = call;
    const role = customRole(call);
    requireUnchanged(call, etag(role.version), true);
    if (body.name !== undefined) requireFreeRoleName(call, String(body.name), role);
    const grants = body.grants === undefined ? role.grants : requireRoleGrants(call, body.grants as readonly Grant[]);
    role.name = String(body.name ?? role.name);
    if (body.description !== undefined)
      role.description = body.description === null ? undefined : String(body.description);
    role.grants = grants;
    role.version += 1;
    note(call, call.workspace, 'role.updated', role.id);
    return ok(showRole(role), { ETag: etag(role.version) });
  },
  deleteRole: (call) => {
    const { state, workspace, now } = call;
    const role = customRole(call);
    requireUnchanged(call, etag(role.version));
    const isUsed =
      [...workspace.members.values()].some(({ isActive, roleId }) => isActive && roleId === role.id) ||
      state.invitations.some((one) => one.roleId === role.id && invitationState(one, now) === 'pending') ||
      state.tokens.some(
        (one) => one.permission.kind === 'role' && one.permission.role_id === role.id && isLiving(one, now),
      );
    if (isUsed) throw new Refusal('role_in_use');
    state.roles.splice(state.roles.indexOf(role), 1);
    note(call, workspace, 'role.deleted', role.id);
    return done();
  },

  listAuditEvents: (call) => {
    const { state, workspace, principal, query } = call;
    const isWanted = (filter: string, value: unknown): boolean =>
      query[filter] === undefined || query[filter] === value;
    const found = state.trail.filter(
      (event) =>
        event.stream === workspace.id &&
        (principal.kind === 'session' || principal.token.environment === 'live' || event.environment === 'test') &&
        isWanted('action', event.action) &&
        isWanted('actor_id', event.actor.id) &&
        isWanted('target_id', event.target.id) &&
        isWanted('outcome', event.outcome) &&
        (query.occurred_after === undefined || String(event.occurred_at) > String(query.occurred_after)) &&
        (query.occurred_before === undefined || String(event.occurred_at) < String(query.occurred_before)),
    );
    return page(call, found, (event) => event, `trail of ${workspace.id}`);
  },
};
