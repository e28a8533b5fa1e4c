import type { AuditKeyStore } from './audit-key-store.ts';
import type { AuditStore } from './audit-store.ts';
import { chainOrigin, leafOf, nextHash } from './chain-hash.ts';
import type { ChainEnd, ChainStore } from './chain-store.ts';

/** The most events between two checkpoints, and so in a proof. */
export const longestSpan = 1_000;

export interface SealingParts {
  readonly audit: AuditStore;
  readonly chains: ChainStore;
  readonly keys: AuditKeyStore;
}

/** Recomputing the chain gave something else than is stored: somebody has written to the database. */
export class ChainBroken extends Error {
  override readonly name = 'ChainBroken';
  constructor(stream: string, seq: number) {
    super(`the audit chain of ${stream} does not hold at ${seq}`);
  }
}

/**
 * Signs the chain of a stream as far as it goes, in spans. Nothing is signed that does not follow, event by event, from what
 * was signed before: so the signature never vouches for what an intruder has written into the database in between.
 * @throws {ChainBroken} it does not follow; nothing more is signed
 */
export async function sealChain(parts: SealingParts, stream: string, now: number): Promise<void> {
  const { chains, keys } = parts;
  const end = await chains.endOf(stream);
  let from = await trustedStart(parts, stream);
  while (from.seq < end.seq) {
    const to = await recompute(parts, stream, from, Math.min(end.seq, from.seq + longestSpan));
    const statement = await keys.sign('checkpoint', { stream, seq: to.seq, hash: to.hash, created_at: now });
    if (!(await chains.seal(statement))) return;
    from = to;
  }
}

/** The newest statement of ours about the stream. */
async function trustedStart({ chains, keys }: SealingParts, stream: string): Promise<ChainEnd> {
  const [checkpoint, cut] = await Promise.all([chains.latestCheckpoint(stream), chains.cutOf(stream)]);
  const isCutNewer = cut !== undefined && cut.seq > (checkpoint?.seq ?? 0);
  const newest = isCutNewer ? cut : checkpoint;
  if (newest === undefined) return { seq: 0, hash: chainOrigin };
  if (!(await keys.isOurs(isCutNewer ? 'cut' : 'checkpoint', newest))) throw new ChainBroken(stream, newest.seq);
  return newest;
}

async function recompute(
  { audit, chains }: SealingParts,
  stream: string,
  from: ChainEnd,
  through: number,
): Promise<ChainEnd> {
  const links = await chains.links(stream, from.seq, through, longestSpan);
  const events = await audit.sealedMany(links.map(({ event_id }) => event_id));
  let at = from;
  for (const link of links) {
    const event = events.get(link.event_id);
    const seq = at.seq + 1;
    const hash = event === undefined ? undefined : nextHash(at.hash, leafOf(event));
    if (link.seq !== seq || hash === undefined || hash !== link.hash) throw new ChainBroken(stream, seq);
    at = { seq, hash };
  }
  if (at.seq !== through) throw new ChainBroken(stream, at.seq + 1);
  return at;
}
