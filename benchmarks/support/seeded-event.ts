import { recordEvent } from '../../server/src/audit/audit-event.ts';
import { sealEvent } from '../../server/src/audit/sealed-event.ts';
import type { EventDocument } from '../../server/src/storage/port.ts';

export interface SeededEvent {
  readonly id: string;
  readonly now: number;
  readonly actorId?: string;
  readonly action?: string;
  readonly targetId?: string;
}

/** An event of a trail as it is stored. */
export function seededEvent(stream: string, about: SeededEvent): EventDocument {
  const { id, now, actorId = 'tok_1', action = 'content.update', targetId = 'rol_1' } = about;
  const actor = { kind: 'workspace_key', id: actorId, name: 'Nightly import' } as const;
  const recorded = recordEvent(
    { action, stream, actor, target: { type: 'role', id: targetId, name: 'Editor' } },
    { id, now, origin: { traceId: '0'.repeat(32), ip: null, userAgent: null }, author: undefined },
  );
  return sealEvent(recorded).event;
}
