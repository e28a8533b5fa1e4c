import type { AuditStore } from './audit-store.ts';
import { leafOf, nextHash } from './chain-hash.ts';
import type { ChainLink, ChainStore, PendingMarker } from './chain-store.ts';

const mostMarkers = 200;
/** A commit of this many links stays far from every deadline. */
const linksPerCommit = 50;

export interface Sequenced {
  /** Streams that have grown, and where they end now. */
  readonly ends: ReadonlyMap<string, number>;
  /** Events whose marker is there and which are not: somebody has deleted them. */
  readonly missing: readonly string[];
}

/**
 * Gives every event that waits its place in its stream's chain. Any number of processes may do so at once: a place is taken by
 * one insert under a unique index, in one commit with the markers it uses up, so one of them wins and the others see it done.
 */
export async function sequenceEvents(audit: AuditStore, chains: ChainStore, now: number): Promise<Sequenced> {
  const ends = new Map<string, number>();
  const missing: string[] = [];
  for (;;) {
    const markers = await chains.waiting(mostMarkers);
    let done = 0;
    for (const [stream, ids] of byStream(markers)) {
      for (let start = 0; start < ids.length; start += linksPerCommit) {
        const result = await extend(audit, chains, stream, ids.slice(start, start + linksPerCommit), now);
        if (result === 'overtaken') break;
        missing.push(...result.missing);
        done += result.links.length;
        const last = result.links.at(-1);
        if (last !== undefined) ends.set(stream, last.seq);
      }
    }
    if (done === 0 || markers.length < mostMarkers) return { ends, missing };
  }
}

async function extend(
  audit: AuditStore,
  chains: ChainStore,
  stream: string,
  eventIds: readonly string[],
  now: number,
): Promise<'overtaken' | { readonly links: readonly ChainLink[]; readonly missing: readonly string[] }> {
  const events = await audit.sealedMany(eventIds);
  const missing = eventIds.filter((id) => !events.has(id));
  let end = await chains.endOf(stream);
  const links: ChainLink[] = [];
  for (const id of eventIds) {
    const event = events.get(id);
    if (event === undefined) continue;
    const leaf = leafOf(event);
    const link = chains.newLink(stream, end, id, leaf, nextHash(end.hash, leaf));
    links.push(link);
    end = link;
  }
  if (links.length === 0) return { links, missing };
  return (await chains.append(stream, links, now)) ? { links, missing } : 'overtaken';
}

function byStream(markers: readonly PendingMarker[]): Map<string, string[]> {
  const streams = new Map<string, string[]>();
  for (const { _id, stream } of markers) streams.set(stream, [...(streams.get(stream) ?? []), _id]);
  return streams;
}
