import type { Change, Document, Store } from '../storage/port.ts';
import { leafOf, nextHash } from './chain-hash.ts';
import type { ChainLink, ChainStore } from './chain-store.ts';
import { commitUnlessOvertaken } from './race-store.ts';
import type { SealedEvent } from './sealed-event.ts';

interface PendingMarker extends Document {
  readonly stream: string;
}

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
export async function sequenceEvents(store: Store, chains: ChainStore, now: number): Promise<Sequenced> {
  const ends = new Map<string, number>();
  const missing: string[] = [];
  for (;;) {
    const markers = await store.find<PendingMarker>('audit_pending', {}, { sort: { _id: 1 }, limit: mostMarkers });
    let done = 0;
    for (const [stream, ids] of byStream(markers)) {
      for (let start = 0; start < ids.length; start += linksPerCommit) {
        const result = await extend(store, chains, stream, ids.slice(start, start + linksPerCommit), now);
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
  store: Store,
  chains: ChainStore,
  stream: string,
  eventIds: readonly string[],
  now: number,
): Promise<'overtaken' | { readonly links: readonly ChainLink[]; readonly missing: readonly string[] }> {
  const found = await store.find<SealedEvent>('audit_events', { _id: { $in: eventIds } });
  const events = new Map(found.map((event) => [event._id, event]));
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
  const used = links.map(({ event_id }): Change => ({ delete: 'audit_pending', where: { _id: event_id } }));
  const isDone = await commitUnlessOvertaken(store, [], [...chains.append(stream, links, now), ...used]);
  return isDone ? { links, missing } : 'overtaken';
}

function byStream(markers: readonly PendingMarker[]): Map<string, string[]> {
  const streams = new Map<string, string[]>();
  for (const { _id, stream } of markers) streams.set(stream, [...(streams.get(stream) ?? []), _id]);
  return streams;
}
