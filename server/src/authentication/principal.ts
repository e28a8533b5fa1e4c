import type { ApiTokenHead, ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { Environment } from '../api-tokens/token-format.ts';
import type { EventAuthor } from '../audit/audit-event.ts';
import type { Subject } from '../authorization/decide.ts';
import type { Session } from '../sessions/session.ts';
import type { UserHead } from '../users/user.ts';

/** The kinds of credential that an operation may be called with, as the contract's `x-credentials` names them. */
export type CredentialKind = 'session' | 'access_token' | 'workspace_key' | 'service_key';

interface Caller {
  readonly id: string;
  readonly name: string;
  readonly credentialKind: CredentialKind;
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
  /** The chain of the access token, which tokens exchanged for it inherit; undefined for a session token or cookie. */
  readonly chain: string | undefined;
}

/** A key that belongs to a workspace. It stands for nobody. */
export interface WorkspaceKeyPrincipal extends Caller {
  readonly type: 'workspace_key';
  readonly workspaceId: string;
  readonly record: ApiTokenRecord;
  readonly head: ApiTokenHead;
}

/** A key of the deployment. */
export interface ServiceKeyPrincipal extends Caller {
  readonly type: 'service_key';
  readonly record: ApiTokenRecord;
  readonly head: ApiTokenHead;
}

/** The authenticated caller: who, by which credential, in which environment. */
export type Principal = UserPrincipal | WorkspaceKeyPrincipal | ServiceKeyPrincipal;

/** How the audit trail names this caller. A workspace key appears by its own name, never by its maker's. */
export function authorOf(principal: Principal): EventAuthor {
  const { type, id, name, environment } = principal;
  const credential =
    type === 'user'
      ? { kind: principal.credentialKind as 'session' | 'access_token', id: principal.session.id, name: null }
      : { kind: type, id, name };
  return { actor: { kind: type, id, name }, credential, environment };
}
