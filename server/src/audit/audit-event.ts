import type { EventDocument } from '../storage/port.ts';

/** Who did it. A workspace key's actor is the key by its name at that time, and never a person. */
export type Actor = {
  readonly kind: 'user' | 'personal_token' | 'workspace_key' | 'service_key' | 'system' | 'stranger';
  readonly id: string | null;
  readonly name: string | null;
  /** The person a personal token acts for, where the workspace names owners. */
  readonly owner_id?: string;
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

/** Who handed an event in that did not happen at one of our own operations. */
export type Reporter = { readonly kind: 'workspace_key' | 'service_key'; readonly id: string; readonly name: string };

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
  readonly credential?: EventCredential | null;
  /** What changed, without a secret. */
  readonly changes?: readonly MemberChange[];
  /**
   * Whose personal data the target's name and the changes are: the id under which `erasePerson` removes them. By default
   * the target itself if it is a person or an invitation, else the actor.
   */
  readonly targetPerson?: string;
  /** Present for what was handed in: who did so, the id it has there, and where it came from by their word. */
  readonly report?: {
    readonly by: Reporter;
    readonly clientEventId: string;
    readonly ip: string | null;
    readonly userAgent: string | null;
  };
  /** How many alike it stands for. */
  readonly count?: number;
  /** Only where the operation's answer names the event. */
  readonly id?: string;
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
  readonly reported_by: Reporter | null;
  readonly client_event_id: string | null;
  /** Whose data the personal values are; kept beside the event and never in it (`sealed-event.ts`). */
  readonly persons: { readonly actor: string | null; readonly target: string | null };
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
  /** The person behind the actor, if it is not the actor itself: a personal token's owner. */
  readonly person?: string;
}

const stranger: EventAuthor = {
  actor: { kind: 'stranger', id: null, name: null },
  credential: null,
  environment: 'live',
};

/** What is a person's own when it is the target, so that its id is the id to erase by. */
const ownPersons: ReadonlySet<string> = new Set(['user', 'member', 'membership', 'invitation']);

/**
 * The event as it is stored. A workspace key's event names no person, and neither does that of a personal token whose
 * owner is not named: so they also keep no address and no browser (promise Z7, docs/promises.md).
 */
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
  const hidesPerson =
    actor.kind === 'workspace_key' || (actor.kind === 'personal_token' && actor.owner_id === undefined);
  const origin = event.report ?? about.origin;
  const person = actor.kind === 'user' ? actor.id : event.actor === undefined ? (author.person ?? null) : null;
  const ownTarget = event.target !== null && ownPersons.has(event.target.type) ? event.target.id : null;
  const targetPerson = event.targetPerson ?? ownTarget ?? person;
  return {
    _id: about.id,
    stream: event.stream,
    occurred_at: about.now,
    action: event.action,
    outcome: event.outcome ?? 'succeeded',
    actor,
    credential: event.credential === undefined ? author.credential : event.credential,
    target: event.target,
    environment: event.environment ?? author.environment,
    ip: hidesPerson ? null : origin.ip,
    user_agent: hidesPerson ? null : oneLine(origin.userAgent),
    trace_id: about.origin.traceId,
    changes: event.changes ?? [],
    count: event.count ?? 1,
    reported_by: event.report?.by ?? null,
    client_event_id: event.report?.clientEventId ?? null,
    // A stranger who tries somebody's door leaves their trace with the one it is the door of.
    persons: { actor: person ?? (actor.kind === 'stranger' ? targetPerson : null), target: targetPerson },
  };
}

/** A header value may hold tabs and the like; a record is one line whoever reads it (log injection). */
const oneLine = (text: string | null): string | null =>
  text === null ? null : text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
