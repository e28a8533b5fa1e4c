import { minutes } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { AuditKeyStore } from './audit-key-store.ts';
import type { AuditStore } from './audit-store.ts';
import type { ChainStore } from './chain-store.ts';
import type { PersonalStore } from './personal-store.ts';
import type { Refusals } from './refusals.ts';
import type { ReportStore } from './report-store.ts';
import { cutOldEvents } from './retention.ts';
import { ChainBroken, longestSpan, sealChain } from './seal-chain.ts';
import { sequenceEvents } from './sequence-events.ts';

export interface AuditWorkParts {
  readonly audit: AuditStore;
  readonly chains: ChainStore;
  readonly keys: AuditKeyStore;
  readonly personal: PersonalStore;
  readonly reports: ReportStore;
  readonly refusals: Refusals;
  readonly logger: Logger;
  readonly retentionDays: number;
}

/** What has to be done for the trail beside the requests. Every process may do all of it at any time. */
export interface AuditWork {
  /** One round at the time `now`. @throws {ChainBroken} once a minute for a stream that somebody has tampered with */
  run(now: number): Promise<void>;
  /** Signs every chain as far as it goes, without waiting for the minute. */
  sealAll(now: number): Promise<void>;
}

/** How long an event waits for a checkpoint at most. */
export const checkpointInterval = minutes(1);
const retentionInterval = minutes(10);

export function createAuditWork(parts: AuditWorkParts): AuditWork {
  const { audit, chains, personal, reports, refusals, logger } = parts;
  /** Streams that do not verify, and when they are looked at again. */
  const broken = new Map<string, number>();
  let cutAgainAt = 0;

  async function seal(stream: string, now: number): Promise<void> {
    if ((broken.get(stream) ?? 0) > now) return;
    try {
      await sealChain(parts, stream, now);
      broken.delete(stream);
    } catch (error) {
      if (!(error instanceof ChainBroken)) throw error;
      broken.set(stream, now + minutes(1));
      logger.error({ err: error, stream }, 'the audit trail was tampered with');
    }
  }

  async function sealUnsealed(since: number, now: number): Promise<void> {
    for (const stream of await chains.streamsUnsealedSince(since, 200)) await seal(stream, now);
  }

  return {
    async run(now) {
      const { ends, missing } = await sequenceEvents(audit, chains, now);
      if (missing.length > 0) logger.error({ missing }, 'audit events are gone that were committed');
      for (const [stream, seq] of ends) {
        const sealed = (await chains.latestCheckpoint(stream))?.seq ?? 0;
        if (seq - sealed >= longestSpan) await seal(stream, now);
      }
      await sealUnsealed(now - checkpointInterval, now);
      await refusals.summarize(now);
      await personal.sweep(now);
      if (now < cutAgainAt) return;
      cutAgainAt = now + retentionInterval;
      await cutOldEvents(parts, now);
      await reports.purge(now);
    },
    sealAll: (now) => sealUnsealed(now, now),
  };
}
