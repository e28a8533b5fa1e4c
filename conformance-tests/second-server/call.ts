import type { Breaks } from './breaks.ts';
import type { Environment, Grant } from './catalog.ts';
import type { JsonObject } from './json.ts';
import { environmentOf, grantsOfMember, grantsOfToken, type Principal, principalId } from './principal.ts';
import { Refusal } from './refusal.ts';
import { newId } from './secrets.ts';
import { type Membership, type Session, type State, timestamp, type User, type Workspace } from './state.ts';

/** One request that has passed every check that the contract describes, as an operation sees it. */
export interface Call {
  readonly state: State;
  readonly breaks: Breaks;
  /** The time by which this request is judged, in milliseconds. */
  readonly now: number;
  readonly issuer: string;
  /** The document that this server serves. */
  readonly contract: JsonObject;
  readonly traceId: string;
  readonly isHead: boolean;
  readonly path: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string | number | boolean };
  readonly headers: { readonly [name: string]: string | undefined };
  readonly body: JsonObject;
  /** @throws {Error} at operations that anybody may call */
  readonly principal: Principal;
  /** The workspace in the path. @throws {Error} where there is none */
  readonly workspace: Workspace;
  isFromOwnSite(): boolean;
}

export const personOf = ({ principal }: Call): { readonly user: User; readonly session: Session } => {
  if (principal.kind !== 'session') throw new Refusal('insufficient_permissions');
  return principal;
};

export const membershipOf = (workspace: Workspace, userId: string): Membership => {
  const membership = workspace.members.get(userId);
  if (membership?.isActive !== true) throw new Refusal('not_found');
  return membership;
};

/** What the caller may do in the workspace: what nobody can hand on more of. */
export const ownGrants = ({ state, principal }: Call, workspace: Workspace): readonly Grant[] =>
  principal.kind === 'session'
    ? grantsOfMember(state, principal.user, workspace)
    : 'token' in principal
      ? grantsOfToken(state, principal.token, workspace.id)
      : [];

const tenMinutes = 600_000;

export const requireRecentPassword = (call: Call): void => {
  if (call.now - personOf(call).session.authenticatedAt > tenMinutes)
    throw new Refusal('recent_authentication_required');
};

/** @throws {Refusal} for a precondition that no longer holds, or that is missing where it has to be there */
export const requireUnchanged = (call: Call, etag: string, isRequired = false): void => {
  const wanted = call.headers['if-match'];
  if (wanted === undefined) {
    if (isRequired) throw new Refusal('precondition_required');
    return;
  }
  const named = wanted.split(',').map((tag) => tag.trim());
  if (!named.includes('*') && !named.includes(etag)) throw new Refusal('precondition_failed');
};

/** Adds to the trail of a workspace what was done in it. */
export const note = (
  call: Call,
  workspace: Workspace,
  action: string,
  id: string,
  environment: Environment = environmentOf(call.principal),
): void => {
  const { principal } = call;
  const name = principal.kind === 'session' ? principal.user.name : principal.token.name;
  call.state.trail.push({
    id: newId('evt'),
    occurred_at: timestamp(call.now),
    stream: workspace.id,
    action,
    outcome: 'succeeded',
    actor: { kind: principal.kind === 'session' ? 'user' : principal.kind, id: principalId(principal), name },
    credential: null,
    target: { type: action.split('.')[0] ?? action, id, name: null },
    environment,
    ip: null,
    user_agent: null,
    trace_id: call.traceId,
    changes: [],
    count: 1,
    reported_by: null,
    client_event_id: null,
  });
};
