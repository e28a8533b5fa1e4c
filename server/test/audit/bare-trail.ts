import { type AuditKeyStore, auditKeyStore } from '../../src/audit/audit-key-store.ts';
import { auditStore } from '../../src/audit/audit-store.ts';
import { type AuditWork, createAuditWork } from '../../src/audit/audit-work.ts';
import { chainOrigin, leafOf, nextHash } from '../../src/audit/chain-hash.ts';
import { type ChainLink, chainStore } from '../../src/audit/chain-store.ts';
import { personalStore } from '../../src/audit/personal-store.ts';
import { refusalStore } from '../../src/audit/refusal-store.ts';
import { createRefusals } from '../../src/audit/refusals.ts';
import { reportStore } from '../../src/audit/report-store.ts';
import type { SealedEvent } from '../../src/audit/sealed-event.ts';
import { sealingStore } from '../../src/audit/sealing-store.ts';
import { recordSystemEvent } from '../../src/audit/system-event.ts';
import { createLogger } from '../../src/logger.ts';
import type { Store } from '../../src/storage/port.ts';

/** The trail and its work on a store of its own, without the rest of the service: what one process has of it. */
export interface BareTrail {
  readonly store: Store;
  readonly work: AuditWork;
  readonly keys: AuditKeyStore;
  /** Commits an event, and with it a change of an ordinary kind. @returns its id, once it is acknowledged */
  write(stream: string, name: string): Promise<string>;
}

export function bareTrail(given: Store): BareTrail {
  const store = sealingStore(given);
  const logger = createLogger('silent');
  const keys = auditKeyStore(store, { current: 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi' });
  const personal = personalStore(store);
  const audit = auditStore(store, personal);
  const work = createAuditWork({
    audit,
    chains: chainStore(store),
    keys,
    personal,
    refusals: createRefusals(refusalStore(store), audit, logger),
    reports: reportStore(store),
    logger,
    retentionDays: 400,
  });
  return {
    store,
    work,
    keys,
    async write(stream, name) {
      const event = recordSystemEvent(
        { action: 'thing.done', stream, target: { type: 'user', id: name, name } },
        Date.now(),
      );
      await store.commit([event], [{ insert: 'counters', document: { _id: event._id, name } }]);
      return event._id;
    },
  };
}

/** What is wrong with a stream: gaps, forks, wrong hashes, events without a place or with two. Empty when it holds. */
export async function faultsOf(store: Store, stream: string): Promise<string[]> {
  const links = await store.find<ChainLink>('audit_chain', { stream }, { sort: { seq: 1 } });
  const events = await store.find<SealedEvent>('audit_events', { stream });
  const byId = new Map(events.map((event) => [event._id, event]));
  const faults: string[] = [];
  let hash = chainOrigin;
  for (const [index, link] of links.entries()) {
    const event = byId.get(link.event_id);
    if (link.seq !== index + 1) faults.push(`a gap before ${link.seq}`);
    if (event === undefined) faults.push(`${link.event_id} has a place and is not there, or has two places`);
    else hash = nextHash(hash, leafOf(event));
    byId.delete(link.event_id);
    if (link.hash !== hash) faults.push(`a wrong hash at ${link.seq}`);
  }
  const waiting = new Set((await store.find('audit_pending', { stream })).map(({ _id }) => _id));
  for (const id of byId.keys()) if (!waiting.has(id)) faults.push(`${id} has no place`);
  return faults;
}
