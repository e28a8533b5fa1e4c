import type { EventDocument } from '../../src/storage/port.ts';

let used = 0;

/** An id that no other document of this process has. */
export function newId(prefix: string): string {
  used += 1;
  return `${prefix}_${process.pid}_${used}`;
}

/** A minimal audit event. */
export const event = (id: string = newId('evt')): EventDocument => ({
  _id: id,
  stream: 'wsp_1',
  occurred_at: 1_700_000_000_000,
  action: 'test.happened',
});
