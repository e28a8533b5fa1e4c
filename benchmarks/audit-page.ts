/** A page of 50 audit events among a million, beside the same page among ten thousand, on the embedded engine. */
import { recordEvent } from '../server/src/audit/audit-event.ts';
import { type AuditFilter, auditStore } from '../server/src/audit/audit-store.ts';
import { personalStore } from '../server/src/audit/personal-store.ts';
import { sealEvent } from '../server/src/audit/sealed-event.ts';
import { openEmbedded } from '../server/src/storage/embedded/open-embedded.ts';
import type { Store } from '../server/src/storage/port.ts';
import { atMost, type Effort, fullEffort, median, quickEffort, type Result } from './result.ts';
import { withFolder } from './support/latchkey.ts';

const goal = 2;
const small = 10_000;
const pages = 40;
const firstMoment = 1_700_000_000_000;

const questions: readonly (readonly [string, AuditFilter])[] = [
  ['every event', {}],
  ['of a rare action', { action: 'workspace_key.revoked' }],
  ['of an actor and an action', { actorId: 'tok_7', action: 'content.update' }],
];

export const measure = (effort: Effort = fullEffort): Promise<Result> =>
  withFolder(async (folder) => {
    const large = effort.rounds <= quickEffort.rounds ? 50_000 : 1_000_000;
    const store = await openEmbedded({ folder });
    try {
      await fill(store, 'wsp_small', small);
      await fill(store, 'wsp_large', large);
      const rows = [];
      for (const [title, filter] of questions) {
        const among = await pageMicroseconds(store, 'wsp_small', small, filter);
        const amongMany = await pageMicroseconds(store, 'wsp_large', large, filter);
        const ratio = amongMany / among;
        rows.push(
          { figure: `audit page, ${title}, among ${small}`, value: among, unit: 'µs' },
          { figure: `audit page, ${title}, among ${large}`, value: amongMany, unit: 'µs' },
          { figure: `audit page, ${title}, many to few`, value: ratio, unit: 'times', ...atMost(goal, ratio) },
        );
      }
      return { name: 'audit-page', rows };
    } finally {
      await store.close();
    }
  });

async function fill(store: Store, stream: string, count: number): Promise<void> {
  const atOnce = 1_000;
  for (let start = 0; start < count; start += atOnce) {
    await store.commit(
      Array.from({ length: atOnce }, (_, index) => eventOf(stream, start + index)),
      [],
    );
  }
}

function eventOf(stream: string, index: number) {
  const actor = { kind: 'workspace_key', id: `tok_${index % 50}`, name: 'Nightly import' } as const;
  const action = index % 100 === 0 ? 'workspace_key.revoked' : 'content.update';
  const recorded = recordEvent(
    { action, stream, actor, target: { type: 'role', id: `rol_${index % 1_000}`, name: 'Editor' } },
    {
      id: `evt_${stream}_${String(index).padStart(9, '0')}`,
      now: firstMoment + index * 100,
      origin: { traceId: '0'.repeat(32), ip: null, userAgent: null },
      author: undefined,
    },
  );
  return sealEvent(recorded).event;
}

/** The median over pages that begin at places all over the trail. */
async function pageMicroseconds(store: Store, stream: string, count: number, filter: AuditFilter): Promise<number> {
  const audit = auditStore(store, personalStore(store));
  const times: number[] = [];
  for (let page = 0; page < pages; page += 1) {
    const after = [firstMoment + Math.floor(((page + 1) / pages) * count) * 100, 'evt_'] as const;
    const begun = performance.now();
    await audit.page(stream, filter, { limit: 50, after });
    times.push((performance.now() - begun) * 1_000);
  }
  return median(times);
}
