import { type Call, note, personOf } from './call.ts';
import { catalog, type Environment, type Permission } from './catalog.ts';
import { answerAbout } from './decisions.ts';
import { page } from './pages.ts';
import { checkPermission } from './permissions.ts';
import { isListed, mayKnow, type Principal, whyNotReached } from './principal.ts';
import { type Answer, created, done, ok, Refusal, refusedMember } from './refusal.ts';
import { letters, newId, newSecret } from './secrets.ts';
import {
  type ApiToken,
  activeMembership,
  isLiving,
  keptSecret,
  optionalTimestamp,
  type Reach,
  stateOf,
  timestamp,
  type User,
  type Workspace,
} from './state.ts';

const day = 86_400_000;
const mostLiving = 100;
const usualOverlapSeconds = 86_400;
const keptAfterEnd = 90 * day;

/** Only for the rule that is broken on purpose: everybody else forgets a secret once it is told. */
const toldSecrets = new Map<string, string>();

const showToken = (call: Call) => (token: ApiToken) => ({
  id: token.id,
  kind: token.kind,
  name: token.name,
  description: token.description,
  display: { prefix: token.secret.prefix, last_four: token.secret.lastFour },
  state: stateOf(token, call.now),
  created_at: timestamp(token.createdAt),
  expires_at: optionalTimestamp(token.expiresAt),
  last_used_at: optionalTimestamp(token.lastUsedAt),
  overlap:
    token.previous !== undefined && token.previous.validUntil > call.now
      ? { previous_valid_until: timestamp(token.previous.validUntil) }
      : null,
  ...(call.breaks.has('secrets-are-shown-again') ? { secret: toldSecrets.get(token.id) } : {}),
});
const showService = (call: Call) => (token: ApiToken) => ({ ...showToken(call)(token), created_by: token.createdBy });
const showKey = (call: Call) => (token: ApiToken) => ({
  ...showService(call)(token),
  environment: token.environment,
  permission: token.permission,
  resource_limit: token.resourceLimit,
  workspace_id: token.ownerId,
});
const showPersonal = (call: Call) => (token: ApiToken) => {
  const { user } = personOf(call);
  const concerned = call.state.workspaces.filter(
    (one) => !one.isDeleted && isListed(token, one) && (token.reach.kind === 'list' || one.members.has(user.id)),
  );
  const reasons = concerned.map((one) => ({ workspace_id: one.id, reason: whyNotReached(user, token, one) }));
  return {
    ...showToken(call)(token),
    environment: token.environment,
    permission: token.permission,
    resource_limit: token.resourceLimit,
    workspaces: token.reach,
    not_reached: reasons.filter(({ reason }) => reason !== undefined).slice(0, 100),
  };
};

type Show = (call: Call) => (token: ApiToken) => { readonly [member: string]: unknown };

/** What the three kinds of token differ in. */
interface Kind {
  readonly kind: ApiToken['kind'];
  readonly show: Show;
  ownerOf(call: Call): string;
  /** Where one of them is found. */
  place(call: Call): string;
  /** The workspace whose trail tells of it. */
  trailOf(call: Call): Workspace | undefined;
}

const personal: Kind = {
  kind: 'personal_token',
  show: showPersonal,
  ownerOf: (call) => personOf(call).user.id,
  place: () => '/v1/me/tokens',
  trailOf: () => undefined,
};
const ofWorkspace: Kind = {
  kind: 'workspace_key',
  show: showKey,
  ownerOf: ({ workspace }) => workspace.id,
  place: ({ workspace }) => `/v1/workspaces/${workspace.slug}/keys`,
  trailOf: ({ workspace }) => workspace,
};
const ofDeployment: Kind = {
  kind: 'service_key',
  show: showService,
  ownerOf: () => 'deployment',
  place: () => '/v1/operator/service-keys',
  trailOf: () => undefined,
};

const owned = (call: Call, { kind, ownerOf }: Kind): readonly ApiToken[] => {
  const owner = ownerOf(call);
  return call.state.tokens.filter((one) => one.kind === kind && one.ownerId === owner);
};

const named = (call: Call, kind: Kind): ApiToken => {
  const found = owned(call, kind).find(({ id }) => id === call.path.token_id);
  if (found === undefined) throw new Refusal('not_found');
  return found;
};

const noteToken = (call: Call, kind: Kind, verb: string, token: ApiToken): void => {
  const workspace = kind.trailOf(call);
  if (workspace !== undefined) note(call, workspace, `${kind.kind}.${verb}`, token.id, token.environment);
};

const requireFreeName = (call: Call, kind: Kind, name: string, except?: ApiToken): void => {
  const living = owned(call, kind).filter((one) => isLiving(one, call.now));
  if (living.some((one) => one !== except && one.name === name)) throw new Refusal('name_taken');
  if (except === undefined && living.length >= mostLiving) throw new Refusal('limit_reached');
};

/** When the token ends: as asked, as the strictest policy says, and never later than that policy allows. */
const expiryOf = (
  { now }: Call,
  asked: unknown,
  covered: readonly Workspace[],
  isAbsentUsual = true,
): number | null => {
  const shortest = (days: readonly (number | null)[]): number | null => {
    const limits = days.filter((one) => one !== null);
    return limits.length === 0 ? null : now + Math.min(...limits) * day;
  };
  const maximum = shortest(covered.map(({ policy }) => policy.maximum_token_days));
  const usual = covered.length === 0 ? null : shortest(covered.map(({ policy }) => policy.default_token_days));
  if (asked === undefined && isAbsentUsual) return usual;
  const expiresAt = asked === null || asked === undefined ? null : Date.parse(String(asked));
  if (expiresAt !== null && expiresAt <= now)
    throw refusedMember('semantic_error', '/expires_at', 'It is over already.');
  // A second of patience: whoever asks for the maximum has asked some moments ago.
  if (maximum !== null && (expiresAt === null || expiresAt > maximum + 1_000))
    throw refusedMember('semantic_error', '/expires_at', 'It is later than the policy allows.');
  return expiresAt;
};

const textOrNull = (value: unknown): string | null => (value === undefined || value === null ? null : String(value));

interface Making {
  readonly environment?: Environment;
  readonly permission: Permission;
  readonly reach?: Reach;
  readonly covered: readonly Workspace[];
}

const letterOf = {
  personal_token: letters.personal_token,
  workspace_key: letters.workspace_key,
  service_key: letters.service_key,
};
const secretFor = ({ kind, environment }: Pick<ApiToken, 'kind' | 'environment'>) =>
  newSecret(letterOf[kind], kind === 'service_key' ? undefined : environment);

const make = (call: Call, kind: Kind, making: Making): Answer => {
  const { body, now, state } = call;
  requireFreeName(call, kind, String(body.name));
  const environment = making.environment ?? 'live';
  const secret = secretFor({ kind: kind.kind, environment });
  const token: ApiToken = {
    id: newId('tok'),
    kind: kind.kind,
    ownerId: kind.ownerOf(call),
    createdBy: personOf(call).user.id,
    createdAt: now,
    environment,
    reach: making.reach ?? { kind: 'all' },
    dropped: new Set(),
    name: String(body.name),
    description: textOrNull(body.description),
    permission: making.permission,
    resourceLimit: (body.resource_limit as readonly string[] | undefined) ?? null,
    expiresAt: expiryOf(call, body.expires_at, making.covered),
    lastUsedAt: null,
    isSuspended: false,
    isRevoked: false,
    secret: keptSecret(secret, 1),
    previous: undefined,
  };
  state.tokens.push(token);
  if (call.breaks.has('secrets-are-shown-again')) toldSecrets.set(token.id, secret.value);
  noteToken(call, kind, 'created', token);
  return created(`${kind.place(call)}/${token.id}`, { ...kind.show(call)(token), secret: secret.value });
};

const requirePermissionIn = ({ body }: Call): Permission => {
  const wanted = body.permission ?? catalog.default_permission;
  if (wanted === null)
    throw new Refusal('invalid_request', {
      errors: [{ pointer: '/permission', code: 'required', detail: 'The member is missing.' }],
    });
  return wanted as Permission;
};

const change = (call: Call, kind: Kind, covered: readonly Workspace[]): Answer => {
  const token = named(call, kind);
  const { body } = call;
  if (!isLiving(token, call.now)) throw new Refusal('conflict');
  if (body.name !== undefined) requireFreeName(call, kind, String(body.name), token);
  const place = { pointer: '', workspaces: covered, isPersonal: kind === personal, isBound: kind === ofWorkspace };
  const permission =
    body.permission === undefined ? token.permission : checkPermission(call, body.permission as Permission, place);
  const expiresAt = body.expires_at === undefined ? token.expiresAt : expiryOf(call, body.expires_at, covered);
  token.name = String(body.name ?? token.name);
  if (body.description !== undefined) token.description = textOrNull(body.description);
  if (body.resource_limit !== undefined) token.resourceLimit = body.resource_limit as readonly string[] | null;
  token.permission = permission;
  token.expiresAt = expiresAt;
  noteToken(call, kind, 'updated', token);
  return ok(kind.show(call)(token));
};

const rotate = (call: Call, kind: Kind): Answer => {
  const { now, body } = call;
  const token = named(call, kind);
  if (!isLiving(token, now)) throw new Refusal('conflict');
  const seconds = Number(body.overlap_seconds ?? usualOverlapSeconds);
  if (seconds > 0 && token.previous !== undefined && token.previous.validUntil > now)
    throw new Refusal('rotation_in_progress');
  const secret = secretFor(token);
  const { digest, generation } = token.secret;
  const validUntil = Math.min(now + seconds * 1_000, token.expiresAt ?? Number.POSITIVE_INFINITY);
  token.previous = seconds === 0 ? undefined : { digest, generation, validUntil };
  token.secret = keptSecret(secret, generation + 1);
  noteToken(call, kind, 'rotated', token);
  return ok({ ...kind.show(call)(token), secret: secret.value });
};

/** The operations that all three kinds have, under the names that the contract gives them. */
const lifeOf = (kind: Kind, word: string): { readonly [operationId: string]: (call: Call) => Answer } => ({
  [`get${word}`]: (call) => ok(kind.show(call)(named(call, kind))),
  [`list${word}s`]: (call) => {
    const shown = owned(call, kind).filter(
      ({ expiresAt }) => expiresAt === null || expiresAt + keptAfterEnd > call.now,
    );
    return page(call, shown, kind.show(call), `${kind.kind} of ${kind.ownerOf(call)}`);
  },
  [`revoke${word}`]: (call) => {
    const token = named(call, kind);
    token.isRevoked = true;
    noteToken(call, kind, 'revoked', token);
    return done();
  },
  [`rotate${word}`]: (call) => rotate(call, kind),
  [`suspend${word}`]: (call) => {
    const token = named(call, kind);
    if (!isLiving(token, call.now)) throw new Refusal('conflict');
    token.isSuspended = true;
    noteToken(call, kind, 'suspended', token);
    return ok(kind.show(call)(token));
  },
  [`resume${word}`]: (call) => {
    const token = named(call, kind);
    if (!isLiving(token, call.now)) throw new Refusal('conflict');
    token.isSuspended = false;
    noteToken(call, kind, 'resumed', token);
    return ok(kind.show(call)(token));
  },
  [`end${word}Overlap`]: (call) => {
    const token = named(call, kind);
    token.previous = undefined;
    noteToken(call, kind, 'overlap_ended', token);
    return done();
  },
});

const coveredBy = (call: Call, user: User, reach: Reach): readonly Workspace[] => {
  const own = call.state.workspaces.filter((one) => !one.isDeleted && activeMembership(one, user.id) !== undefined);
  return reach.kind === 'all' ? own : own.filter(({ id }) => reach.workspace_ids.includes(id));
};

const allowsTokenOf =
  (user: User, environment: Environment) =>
  (workspace: Workspace): boolean => {
    const { personal_tokens: allowed, environments } = workspace.policy;
    const role = activeMembership(workspace, user.id)?.roleId ?? '';
    return (
      environments.includes(environment) &&
      (allowed === 'all_members' || (allowed === 'owners_and_admins' && ['owner', 'admin'].includes(role)))
    );
  };

/** The personal tokens of members that this workspace has to do with. */
const memberTokens = ({
  state,
  workspace,
  now,
}: Call): readonly { readonly id: string; readonly token: ApiToken; readonly user: User }[] =>
  state.tokens.flatMap((token) => {
    const user = state.users.find(({ id }) => id === token.ownerId);
    if (token.kind !== 'personal_token' || user === undefined || !isLiving(token, now)) return [];
    const principal: Principal = { kind: 'personal_token', user, token, via: { place: 'bearer' } };
    return mayKnow(principal, workspace) ? [{ id: token.id, token, user }] : [];
  });

export const apiTokens: { readonly [operationId: string]: (call: Call) => Answer } = {
  ...lifeOf(personal, 'PersonalToken'),
  ...lifeOf(ofWorkspace, 'WorkspaceKey'),
  ...lifeOf(ofDeployment, 'ServiceKey'),

  createPersonalToken: (call) => {
    const { user } = personOf(call);
    const reach = call.body.workspaces as Reach;
    const environment = call.body.environment as Environment;
    const all = coveredBy(call, user, reach);
    if (reach.kind === 'list' && all.length < reach.workspace_ids.length)
      throw refusedMember('semantic_error', '/workspaces/workspace_ids', 'There is no such workspace.');
    if (reach.kind === 'list' && all.some(({ isSuspended }) => isSuspended)) throw new Refusal('workspace_suspended');
    const covered = all.filter(allowsTokenOf(user, environment));
    if (reach.kind === 'list' && covered.length < all.length) throw new Refusal('insufficient_permissions');
    const place = { pointer: '', workspaces: covered, isPersonal: true };
    const permission = checkPermission(call, requirePermissionIn(call), place);
    return make(call, personal, { environment, permission, reach, covered });
  },
  updatePersonalToken: (call) =>
    change(call, personal, coveredBy(call, personOf(call).user, named(call, personal).reach)),
  explainPersonalToken: (call) => {
    const token = named(call, personal);
    return ok(
      answerAbout(call, { kind: 'personal_token', user: personOf(call).user, token, via: { place: 'bearer' } }),
    );
  },
  listWorkspacePersonalTokens: (call) => {
    const show = ({ token, user }: { readonly token: ApiToken; readonly user: User }) => ({
      id: token.id,
      kind: token.kind,
      user_id: user.id,
      name: token.name,
      environment: token.environment,
      display: { prefix: token.secret.prefix, last_four: token.secret.lastFour },
      permission_kind: token.permission.kind,
      state: stateOf(token, call.now),
      blocked_by: whyNotReached(user, token, call.workspace) ?? null,
      created_at: timestamp(token.createdAt),
      expires_at: optionalTimestamp(token.expiresAt),
      last_used_at: optionalTimestamp(token.lastUsedAt),
    });
    return page(call, memberTokens(call), show, `member tokens of ${call.workspace.id}`);
  },
  dropWorkspacePersonalToken: (call) => {
    const found = memberTokens(call).find(({ id }) => id === call.path.token_id);
    if (found === undefined) throw new Refusal('not_found');
    const { token } = found;
    token.dropped.add(call.workspace.id);
    if (token.reach.kind === 'list' && token.reach.workspace_ids.every((id) => token.dropped.has(id)))
      token.isRevoked = true;
    note(call, call.workspace, 'personal_token.dropped', token.id);
    return done();
  },

  createWorkspaceKey: (call) => {
    const { workspace } = call;
    const environment = call.body.environment as Environment;
    if (!workspace.policy.environments.includes(environment))
      throw refusedMember('semantic_error', '/environment', 'The policy does not allow it.');
    const place = { pointer: '', workspaces: [workspace], isPersonal: false, isBound: true };
    return make(call, ofWorkspace, {
      environment,
      permission: checkPermission(call, requirePermissionIn(call), place),
      covered: [workspace],
    });
  },
  updateWorkspaceKey: (call) => change(call, ofWorkspace, [call.workspace]),
  explainWorkspaceKey: (call) =>
    ok(
      answerAbout(call, {
        kind: 'workspace_key',
        workspace: call.workspace,
        token: named(call, ofWorkspace),
        via: { place: 'bearer' },
      }),
    ),

  createServiceKey: (call) => make(call, ofDeployment, { permission: { kind: 'scopes', scopes: [] }, covered: [] }),
};
