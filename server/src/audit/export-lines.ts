import type { Services } from '../service.ts';
import type { Json } from '../storage/port.ts';
import { chainedForm } from './chain-hash.ts';
import type { ChainEnd } from './chain-store.ts';
import { presentStatement, type SignedStatement } from './checkpoint.ts';

type Parts = Pick<Services, 'audit' | 'auditChains' | 'auditPersonal'>;

/** What an export covers: places of `start` < seq ≤ `end`. */
export interface ExportRange {
  readonly stream: string;
  readonly start: ChainEnd;
  readonly end: ChainEnd;
  /** The cut that the kept part of the chain begins at, if the export begins there too. */
  readonly cut: SignedStatement | undefined;
}

const eventsAtOnce = 200;

/** @returns undefined if there is no such place: it is not reached yet, or no longer kept */
export async function exportRange(
  stream: string,
  afterSeq: number | undefined,
  { auditChains }: Parts,
): Promise<ExportRange | undefined> {
  const [end, cut] = await Promise.all([auditChains.endOf(stream), auditChains.cutOf(stream)]);
  const first = { seq: cut?.seq ?? 0, hash: cut?.hash ?? '0'.repeat(64) };
  if (afterSeq === undefined || afterSeq === first.seq) return { stream, start: first, end, cut };
  const link = await auditChains.linkAt(stream, afterSeq);
  return link && { stream, start: { seq: link.seq, hash: link.hash }, end, cut: undefined };
}

/**
 * The lines of an export (`openapi/audit-format.md`). They are read page by page while they are sent, so that a trail of any
 * length costs the memory of one page. What goes wrong midway ends the stream without its last line.
 */
export async function* exportLines(range: ExportRange, parts: Parts): AsyncGenerator<string> {
  const { stream, start, end, cut } = range;
  const { audit, auditChains, auditPersonal } = parts;
  yield line({
    type: 'start',
    format: 1,
    stream,
    after_seq: start.seq,
    after_hash: start.hash,
    cut: cut === undefined ? null : presentStatement(cut),
  });
  let at = start.seq;
  let newest: SignedStatement | undefined;
  while (at < end.seq) {
    const links = await auditChains.links(stream, at, end.seq, eventsAtOnce);
    const ids = links.map(({ event_id }) => event_id);
    const through = links.at(-1)?.seq ?? at;
    const [events, personal, checkpoints] = await Promise.all([
      audit.sealedMany(ids),
      auditPersonal.of(ids),
      auditChains.checkpoints(stream, at, through),
    ]);
    if (through === at) throw new Error(`the chain of ${stream} ends at ${at}, before the end that it had`);
    for (const { seq, event_id, leaf, hash } of links) {
      const event = events.get(event_id);
      if (event === undefined || seq !== at + 1) throw new Error(`the trail of ${stream} has a gap at ${at + 1}`);
      const values = (personal.get(event_id) ?? []).flatMap((document) => document.values);
      yield line({ type: 'event', seq, leaf, hash, event: chainedForm(event), personal: values });
      at = seq;
      while (checkpoints[0]?.seq === seq) {
        newest = checkpoints.shift();
        if (newest !== undefined) yield line({ type: 'checkpoint', checkpoint: presentStatement(newest) });
      }
    }
  }
  yield line({
    type: 'end',
    count: at - start.seq,
    last_seq: at,
    last_hash: end.hash,
    checkpoint: newest === undefined ? null : presentStatement(newest),
  });
}

/** One record is one line for every reader, also for those that take U+2028 and its like for the end of one. */
const line = (value: Json): string =>
  `${JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
