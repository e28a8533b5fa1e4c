import { createHash, randomBytes } from 'node:crypto';
import type { Document, EventDocument } from '../storage/port.ts';
import type { Actor, EventCredential, RecordedEvent, Reporter, Target } from './audit-event.ts';

/** Stands in the event where a personal value belongs: SHA-256 of the salt's bytes and the value in UTF-8. */
export type Commitment = { readonly sha256: string };
export type Committed = string | null | Commitment;

type WithName<T> = Omit<T, 'name'> & { readonly name: Committed };
type SealedChange = { readonly member: string; readonly before: Committed; readonly after: Committed };

/** An event as it is stored: personal values are digests of something that lies apart. */
export interface SealedEvent extends EventDocument {
  readonly outcome: RecordedEvent['outcome'];
  readonly actor: WithName<Actor>;
  readonly credential: WithName<EventCredential> | null;
  readonly target: WithName<Target> | null;
  readonly environment: RecordedEvent['environment'];
  readonly ip: Committed;
  readonly user_agent: Committed;
  readonly trace_id: string;
  readonly changes: readonly SealedChange[];
  readonly count: number;
  readonly reported_by: Reporter | null;
  readonly client_event_id: string | null;
}

/** One personal value and what makes its digest unguessable. `path` is its place in the event: `actor.name`, `changes.0.after`. */
export type PersonalValue = { readonly path: string; readonly salt: string; readonly value: string };

/** What one event says of one person. Deleting it leaves the event and its chain as they are. */
export interface PersonalDocument extends Document {
  readonly event_id: string;
  readonly person: string | null;
  readonly values: readonly PersonalValue[];
}

/** An event has at most two of these: about who did it and about whom it was done to. */
export const personalIdsOf = (eventId: string): readonly string[] => [`${eventId}:actor`, `${eventId}:target`];

/** Names of these are never a person's. Anything else is taken for personal, so that a new kind of target leaks nothing. */
const impersonalTargets: ReadonlySet<string> = new Set([
  'workspace',
  'workspace_key',
  'service_key',
  'role',
  'policy',
  'signing_key',
  'audit_key',
  'audit_stream',
  'operation',
]);
const impersonalActors: ReadonlySet<string> = new Set(['workspace_key', 'service_key', 'system']);
const impersonalCredentials: ReadonlySet<string> = new Set(['workspace_key', 'service_key', 'setup_token']);

/** Takes the personal values out of an event and leaves digests in their places. */
export function sealEvent(event: RecordedEvent): {
  readonly event: SealedEvent;
  readonly personal: PersonalDocument[];
} {
  const values: { readonly actor: PersonalValue[]; readonly target: PersonalValue[] } = { actor: [], target: [] };
  const commit = (about: 'actor' | 'target', path: string, value: string | null): Committed => {
    if (value === null) return null;
    const salt = randomBytes(16).toString('base64url');
    values[about].push({ path, salt, value });
    return { sha256: digestOf(salt, value) };
  };
  const { persons, actor, credential, target, changes, ...rest } = event;
  const isTargetPersonal = target === null || !impersonalTargets.has(target.type);
  const ofTarget = (path: string, value: string | null): Committed =>
    isTargetPersonal ? commit('target', path, value) : value;

  const sealed = {
    ...rest,
    actor: {
      ...actor,
      name: impersonalActors.has(actor.kind) ? actor.name : commit('actor', 'actor.name', actor.name),
    },
    credential: credential && {
      ...credential,
      name: impersonalCredentials.has(credential.kind)
        ? credential.name
        : commit('actor', 'credential.name', credential.name),
    },
    target: target && { ...target, name: ofTarget('target.name', target.name) },
    ip: commit('actor', 'ip', event.ip),
    user_agent: commit('actor', 'user_agent', event.user_agent),
    changes: changes.map(({ member, before, after }, at) => ({
      member,
      before: ofTarget(`changes.${at}.before`, before),
      after: ofTarget(`changes.${at}.after`, after),
    })),
  } as SealedEvent;
  const personal = (['actor', 'target'] as const)
    .filter((about) => values[about].length > 0)
    .map((about) => ({
      _id: `${event._id}:${about}`,
      event_id: event._id,
      person: persons[about],
      values: values[about],
    }));
  return { event: sealed, personal };
}

/** The digest that stands in the event for a value. */
export const digestOf = (salt: string, value: string): string =>
  createHash('sha256').update(Buffer.from(salt, 'base64url')).update(value).digest('hex');

/** The event with its personal values in their places again; null where a value has been erased. */
export function revealEvent(event: SealedEvent, personal: readonly PersonalDocument[]): RecordedEvent {
  const known = new Map(personal.flatMap(({ values }) => values.map(({ path, value }) => [path, value])));
  const reveal = (path: string, committed: Committed): string | null =>
    typeof committed === 'object' && committed !== null ? (known.get(path) ?? null) : committed;
  const personOf = (about: 'actor' | 'target'): string | null =>
    personal.find(({ _id }) => _id === `${event._id}:${about}`)?.person ?? null;
  return {
    ...event,
    actor: { ...event.actor, name: reveal('actor.name', event.actor.name) },
    credential: event.credential && {
      ...event.credential,
      name: reveal('credential.name', event.credential.name),
    },
    target: event.target && { ...event.target, name: reveal('target.name', event.target.name) },
    ip: reveal('ip', event.ip),
    user_agent: reveal('user_agent', event.user_agent),
    changes: event.changes.map(({ member, before, after }, at) => ({
      member,
      before: reveal(`changes.${at}.before`, before),
      after: reveal(`changes.${at}.after`, after),
    })),
    persons: { actor: personOf('actor'), target: personOf('target') },
  };
}
