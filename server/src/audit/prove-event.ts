import type { Wire } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainedForm, chainOrigin } from './chain-hash.ts';
import { presentStatement } from './checkpoint.ts';
import { longestSpan } from './seal-chain.ts';
import type { SealedEvent } from './sealed-event.ts';

type Proof = Wire<'getProof', 200>;

/** Everything that shows an event under the first checkpoint that covers it; pending while there is none. */
export async function proveEvent(
  event: SealedEvent,
  { auditChains, auditPersonal }: Pick<Services, 'auditChains' | 'auditPersonal'>,
): Promise<Proof> {
  const { stream, _id: eventId } = event;
  const pending: Proof = { state: 'pending', event_id: eventId };
  const link = await auditChains.linkOf(stream, eventId);
  if (link === undefined) return pending;
  const checkpoint = await auditChains.checkpointCovering(stream, link.seq);
  if (checkpoint === undefined) return pending;
  const [before, following, personal] = await Promise.all([
    link.seq === 1 ? { hash: chainOrigin } : hashBefore(stream, link.seq, auditChains),
    auditChains.links(stream, link.seq, checkpoint.seq, longestSpan),
    auditPersonal.of([eventId]),
  ]);
  if (before === undefined) return pending;
  return {
    state: 'sealed',
    event_id: eventId,
    seq: link.seq,
    canonical_event: canonicalJson(chainedForm(event)),
    personal: (personal.get(eventId) ?? []).flatMap(({ values }) => values),
    previous_hash: before.hash,
    leaf: link.leaf,
    hash: link.hash,
    path: following.map(({ leaf }) => leaf),
    checkpoint: presentStatement(checkpoint),
  };
}

/** The first kept event follows a cut and no link. */
async function hashBefore(
  stream: string,
  seq: number,
  chains: Services['auditChains'],
): Promise<{ readonly hash: string } | undefined> {
  const before = await chains.linkAt(stream, seq - 1);
  if (before !== undefined) return before;
  const cut = await chains.cutOf(stream);
  return cut?.seq === seq - 1 ? cut : undefined;
}
