/**
 * A process that is made to be killed: `node killed-writer.ts <engine> <address> <mode>`.
 * `loop` commits without end and prints the number of each commit once it is acknowledged; `unheard` makes one commit
 * and dies before it can be told of the outcome.
 */
import { writeSync } from 'node:fs';
import type { Change, EventDocument } from '../../src/storage/port.ts';
import { type EngineName, openPlace } from './engines.ts';

export const counterId = 'tokens';

/** Commit number `number`: an event, a document and a count that belong together. */
export function numberedCommit(number: number): readonly [EventDocument[], Change[]] {
  return [
    [{ _id: `evt_${number}`, stream: 'wsp_1', occurred_at: number, action: 'token.created' }],
    [
      { insert: 'api_tokens', document: { _id: `tok_${number}`, owner: 'wsp_1', kind: 'k', created_at: number } },
      { update: 'counters', where: { _id: counterId }, set: { $inc: { live: 1 } } },
    ],
  ];
}

if (import.meta.main) {
  const [engine, address, mode] = process.argv.slice(2) as [EngineName, string, 'loop' | 'unheard'];
  const store = await openPlace(engine, address);
  if (mode === 'unheard') {
    // The embedded engine commits within the call; the promise that would tell of it is never read.
    void store.commit(...numberedCommit(0));
    process.kill(process.pid, 'SIGKILL');
  }
  for (let number = 0; ; number += 1) {
    await store.commit(...numberedCommit(number));
    writeSync(1, `${number}\n`);
  }
}
