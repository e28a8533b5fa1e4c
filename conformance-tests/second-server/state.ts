import { catalog, type Environment, type Grant, type Permission, type Policy } from './catalog.ts';
import type { JsonObject } from './json.ts';
import { digestOf, newId, type PasswordHash, type Secret } from './secrets.ts';
import { newSigningKey, type SigningKey } from './signing-keys.ts';

export interface User {
  readonly id: string;
  email: string;
  name: string;
  externalId: string | null;
  password: PasswordHash | undefined;
  isVerified: boolean;
  loginCount: number;
  lastLoginAt: number | null;
  isOperator: boolean;
  isSuspended: boolean;
  failedAttempts: number;
  refusedUntil: number;
  readonly createdAt: number;
}

export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly kind: 'sliding' | 'renewable';
  readonly clientName: string | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  lastUsedAt: number;
  authenticatedAt: number;
  idleExpiresAt: number;
  currentWorkspaceId: string | null;
  /** Digest of the session token, or of the refresh token that counts now. */
  digest: string;
  /** The refresh token before, whose repetition gets the same successor for a moment. */
  consumed: { readonly digest: string; readonly at: number; readonly successor: string } | undefined;
  readonly spent: Set<string>;
  isEnded: boolean;
}

export interface Membership {
  roleId: string;
  version: number;
  joinedAt: number;
  /** The last time the person left: personal tokens from before reach nothing here any more. */
  leftAt: number | undefined;
  isActive: boolean;
}

export interface Workspace {
  readonly id: string;
  readonly slug: string;
  name: string;
  readonly createdAt: number;
  isSuspended: boolean;
  isDeleted: boolean;
  policy: Policy;
  policyVersion: number;
  version: number;
  readonly members: Map<string, Membership>;
}

export interface CustomRole {
  readonly id: string;
  readonly workspaceId: string;
  name: string;
  description: string | undefined;
  grants: readonly Grant[];
  version: number;
}

export type Reach = { readonly kind: 'all' } | { readonly kind: 'list'; readonly workspace_ids: readonly string[] };

export interface LivingSecret {
  readonly digest: string;
  /** Counts the secrets of a token, so that an access token can name the one it was minted with. */
  readonly generation: number;
  readonly prefix: string;
  readonly lastFour: string;
}

export interface ApiToken {
  readonly id: string;
  readonly kind: 'personal_token' | 'workspace_key' | 'service_key';
  /** A person, a workspace, or the deployment. */
  readonly ownerId: string;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly environment: Environment;
  readonly reach: Reach;
  readonly dropped: Set<string>;
  name: string;
  description: string | null;
  permission: Permission;
  resourceLimit: readonly string[] | null;
  expiresAt: number | null;
  lastUsedAt: number | null;
  isSuspended: boolean;
  isRevoked: boolean;
  secret: LivingSecret;
  previous: (Pick<LivingSecret, 'digest' | 'generation'> & { readonly validUntil: number }) | undefined;
}

export interface Invitation {
  readonly id: string;
  readonly workspaceId: string;
  readonly email: string;
  readonly roleId: string;
  readonly invitedBy: string;
  readonly createdAt: number;
  expiresAt: number;
  sentAt: number;
  code: string;
  end: 'accepted' | 'declined' | 'revoked' | undefined;
}

export interface MailedCode {
  readonly kind: 'reset_password' | 'confirm_email_change';
  readonly userId: string;
  readonly email: string;
  readonly expiresAt: number;
}

export interface Mail {
  readonly to: string;
  readonly kind: string;
  readonly data: { readonly code?: string };
  readonly subject: string;
  readonly text: string;
}

/** What happened, as the trail shows it. This server keeps the list and no chain: the profile `audit` is not its claim. */
export interface TrailEvent extends JsonObject {
  readonly id: string;
  readonly stream: string;
  readonly action: string;
  readonly environment: Environment;
  readonly actor: { readonly kind: string; readonly id: string; readonly name: string };
  readonly target: { readonly type: string; readonly id: string; readonly name: null };
}

/** All there is, in memory: newest last. */
export interface State {
  readonly setup: { readonly token: string; isDone: boolean };
  readonly users: User[];
  readonly sessions: Session[];
  readonly workspaces: Workspace[];
  readonly roles: CustomRole[];
  readonly tokens: ApiToken[];
  readonly invitations: Invitation[];
  readonly codes: Map<string, MailedCode>;
  readonly mails: Mail[];
  readonly trail: TrailEvent[];
  readonly signingKeys: SigningKey[];
  /** Access tokens that were ended before their time, with what was exchanged for them. */
  readonly endedChains: Set<string>;
}

export const newState = (setupToken: string, now: number): State => ({
  setup: { token: setupToken, isDone: false },
  users: [],
  sessions: [],
  workspaces: [],
  roles: [],
  tokens: [],
  invitations: [],
  codes: new Map(),
  mails: [],
  trail: [],
  signingKeys: [newSigningKey(now, now)],
  endedChains: new Set(),
});

export const timestamp = (milliseconds: number): string => new Date(milliseconds).toISOString();
export const optionalTimestamp = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : timestamp(milliseconds);

export type TokenState = 'active' | 'suspended' | 'revoked' | 'expired';

export const stateOf = ({ isRevoked, expiresAt, isSuspended }: ApiToken, now: number): TokenState => {
  if (isRevoked) return 'revoked';
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return isSuspended ? 'suspended' : 'active';
};

/** One that still can be used, or can be again. */
export const isLiving = (token: ApiToken, now: number): boolean =>
  ['active', 'suspended'].includes(stateOf(token, now));

export const isLiveSession = ({ isEnded, idleExpiresAt, expiresAt }: Session, now: number): boolean =>
  !isEnded && idleExpiresAt > now && expiresAt > now;

export const roleGrants = (state: State, workspaceId: string, roleId: string): readonly Grant[] | undefined =>
  catalog.roles.find(({ id }) => id === roleId)?.grants ??
  state.roles.find(({ id, workspaceId: place }) => id === roleId && place === workspaceId)?.grants;

export const activeMembership = ({ members }: Workspace, userId: string): Membership | undefined => {
  const membership = members.get(userId);
  return membership?.isActive === true ? membership : undefined;
};

export const newUser = (email: string, name: string, now: number, more: Partial<User> = {}): User => ({
  id: newId('usr'),
  email,
  name,
  externalId: null,
  password: undefined,
  isVerified: false,
  loginCount: 0,
  lastLoginAt: null,
  isOperator: false,
  isSuspended: false,
  failedAttempts: 0,
  refusedUntil: 0,
  createdAt: now,
  ...more,
});

export const keptSecret = ({ prefix, lastFour, value }: Secret, generation: number): LivingSecret => ({
  digest: digestOf(value),
  generation,
  prefix,
  lastFour,
});
