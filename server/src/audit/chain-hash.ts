import { createHash } from 'node:crypto';
import { wireTime } from '../clock.ts';
import type { Json } from '../storage/port.ts';
import { canonicalJson } from './canonical-json.ts';
import type { SealedEvent } from './sealed-event.ts';

/** What the first event of a stream follows: 32 zero bytes. Digests of the chain are lower-case hexadecimal. */
export const chainOrigin = '0'.repeat(64);

/** The event as the chain knows it: the wire form, with each personal value as a salted digest. */
export const chainedForm = (event: SealedEvent): { readonly [member: string]: Json } => ({
  id: event._id,
  occurred_at: wireTime(event.occurred_at),
  stream: event.stream,
  action: event.action,
  outcome: event.outcome,
  actor: event.actor,
  credential: event.credential,
  target: event.target,
  environment: event.environment,
  ip: event.ip,
  user_agent: event.user_agent,
  trace_id: event.trace_id,
  changes: event.changes,
  count: event.count,
  reported_by: event.reported_by,
  client_event_id: event.client_event_id,
});

/** SHA-256 over `latchkey-event`, a zero byte and the canonical JSON. The prefix keeps leaves apart from all else that is hashed. */
export const leafOf = (event: SealedEvent): string =>
  createHash('sha256')
    .update('latchkey-event\0')
    .update(canonicalJson(chainedForm(event)))
    .digest('hex');

/** SHA-256 over the 32 bytes of the hash before and the 32 bytes of the leaf. */
export const nextHash = (previous: string, leaf: string): string =>
  createHash('sha256').update(previous, 'hex').update(leaf, 'hex').digest('hex');
