import { randomBytes } from 'node:crypto';
import { newIdentifier } from '../identifier.ts';
import { type AuditEvent, type RecordedEvent, recordEvent } from './audit-event.ts';

/** The event of something that the service did by itself, outside of any request. */
export const recordSystemEvent = (event: Omit<AuditEvent, 'actor' | 'credential'>, now: number): RecordedEvent =>
  recordEvent(
    { ...event, actor: { kind: 'system', id: null, name: null } },
    {
      id: newIdentifier('evt'),
      now,
      origin: { traceId: randomBytes(16).toString('hex'), ip: null, userAgent: null },
      author: undefined,
    },
  );
