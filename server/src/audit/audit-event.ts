import type { EventDocument } from '../storage/port.ts';

/** Who did it. A workspace key's actor is the key by its name at that time, and never a person. */
export type Actor = {
  readonly kind: 'user' | 'personal_token' | 'workspace_key' | 'service_key' | 'system' | 'stranger';
  readonly id: string | null;
  readonly name: string | null;
};

export type EventCredential = {
  readonly kind:
    | 'session'
    | 'access_token'
    | 'refresh_token'
    | 'personal_token'
    | 'workspace_key'
    | 'service_key'
    | 'setup_token';
  readonly id: string | null;
  readonly name: string | null;
};

export type Target = {
  readonly type: string;
  readonly id: string;
  readonly name: string | null;
};

/** One member that changed; numbers and structures as JSON text. Never a secret. */
export type MemberChange = { readonly member: string; readonly before: string | null; readonly after: string | null };

/** What an operation says has happened. The pipeline adds who asked, when, and from where. */
export interface AuditEvent {
  /** Noun and past participle: `workspace_key.created`. */
  readonly action: string;
  /** A workspace id, or the deployment. */
  readonly stream: string;
  readonly outcome?: 'succeeded' | 'denied' | 'failed';
  readonly target: Target | null;
  readonly environment?: 'live' | 'test';
  /** Only where the request carries no credential that says it. */
  readonly actor?: Actor;
  readonly credential?: EventCredential;
  /** What changed, without a secret. */
  readonly changes?: readonly MemberChange[];
}

export interface RecordedEvent extends EventDocument {
  readonly outcome: 'succeeded' | 'denied' | 'failed';
  readonly actor: Actor;
  readonly credential: EventCredential | null;
  readonly target: Target | null;
  readonly environment: 'live' | 'test';
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly trace_id: string;
  readonly changes: readonly MemberChange[];
  /** More than 1 only for refusals that were counted and written together. */
  readonly count: number;
}

/** Where a request came from. */
export interface RequestOrigin {
  readonly traceId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export interface EventAuthor {
  readonly actor: Actor;
  readonly credential: EventCredential | null;
  readonly environment: 'live' | 'test';
}

const stranger: EventAuthor = {
  actor: { kind: 'stranger', id: null, name: null },
  credential: null,
  environment: 'live',
};

/** The event as it is stored. A workspace key's event names no person, so it also keeps no address and no browser (Z7). */
export function recordEvent(
  event: AuditEvent,
  about: {
    readonly id: string;
    readonly now: number;
    readonly origin: RequestOrigin;
    readonly author: EventAuthor | undefined;
  },
): RecordedEvent {
  const author = about.author ?? stranger;
  const actor = event.actor ?? author.actor;
  const hidesPerson = actor.kind === 'workspace_key';
  return {
    _id: about.id,
    stream: event.stream,
    occurred_at: about.now,
    action: event.action,
    outcome: event.outcome ?? 'succeeded',
    actor,
    credential: event.credential ?? author.credential,
    target: event.target,
    environment: event.environment ?? author.environment,
    ip: hidesPerson ? null : about.origin.ip,
    user_agent: hidesPerson ? null : about.origin.userAgent,
    trace_id: about.origin.traceId,
    changes: event.changes ?? [],
    count: 1,
  };
}
