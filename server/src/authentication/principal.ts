import type { ApiTokenHead, ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { Environment } from '../api-tokens/token-format.ts';
import type { EventAuthor } from '../audit/audit-event.ts';
import type { Subject } from '../authorization/decide.ts';
import type { Session } from '../sessions/session.ts';
import type { UserHead } from '../users/user.ts';

/** The kinds of credential that an operation may be called with, as the contract's `x-credentials` names them. */
export type CredentialKind = 'session' | 'access_token' | 'personal_token' | 'workspace_key' | 'service_key';

interface Caller {
  readonly id: string;
  readonly name: string;
  /** An access token of an API token counts as that API token here; `access_token` is one of a session. */
  readonly credentialKind: CredentialKind;
  /** The chain of the access token that the caller sent; undefined for every other credential. */
  readonly chain: string | undefined;
  readonly environment: Environment;
  /** What decisions are made about. An access token counts as what it was minted from. */
  readonly subject: Subject;
}

/** A person, by one of their sessions or by an access token of it. */
export interface UserPrincipal extends Caller {
  readonly type: 'user';
  readonly environment: 'live';
  readonly head: UserHead;
  readonly session: Session;
}

interface TokenCaller extends Caller {
  readonly record: ApiTokenRecord;
  readonly head: ApiTokenHead;
  /** Which of the token's secrets it came by. */
  readonly generation: number;
}

/** A token that acts for one person, where that person is a member. */
export interface PersonalTokenPrincipal extends TokenCaller {
  readonly type: 'personal_token';
  readonly userId: string;
  readonly owner: UserHead;
}

/** A key that belongs to a workspace. It stands for nobody. */
export interface WorkspaceKeyPrincipal extends TokenCaller {
  readonly type: 'workspace_key';
  readonly workspaceId: string;
}

/** A key of the deployment. */
export interface ServiceKeyPrincipal extends TokenCaller {
  readonly type: 'service_key';
}

export type ApiTokenPrincipal = PersonalTokenPrincipal | WorkspaceKeyPrincipal | ServiceKeyPrincipal;

/** The authenticated caller: who, by which credential, in which environment. */
export type Principal = UserPrincipal | ApiTokenPrincipal;

/**
 * How the audit trail names this caller. A workspace key appears by its own name, never by its maker's; a personal token by
 * its own name too, with its owner beside it unless the workspace hides owners.
 */
export function authorOf(principal: Principal, hidesTokenOwner = false): EventAuthor {
  const { type, id, name, environment } = principal;
  const credential =
    type === 'user'
      ? { kind: principal.credentialKind as 'session' | 'access_token', id: principal.session.id, name: null }
      : { kind: type, id, name };
  if (type !== 'personal_token') return { actor: { kind: type, id, name }, credential, environment };
  const owner = hidesTokenOwner ? {} : { owner_id: principal.userId };
  return { actor: { kind: type, id, name, ...owner }, credential, environment, person: principal.userId };
}
