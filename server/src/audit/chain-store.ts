import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, EventDocument, Store } from '../storage/port.ts';
import { chainOrigin } from './chain-hash.ts';
import type { SignedStatement } from './checkpoint.ts';

/** One event's place in its stream. */
export interface ChainLink extends Document {
  readonly stream: string;
  /** From 1, without a gap. */
  readonly seq: number;
  readonly event_id: string;
  readonly leaf: string;
  readonly hash: string;
}

/** How far a chain goes. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export interface StatementRecord extends SignedStatement, Document {}

/** An event that waits for its place. Its id is the event's. */
export interface PendingMarker extends Document {
  readonly stream: string;
}

interface UnsealedRecord extends Document {
  readonly stream: string;
  readonly seq: number;
  readonly since: number;
}

/** Padded, so that ids sort as numbers do. */
const placeId = (stream: string, seq: number): string => `${stream}:${String(seq).padStart(12, '0')}`;

/** What is stored of chains: links, the signed statements about them, and which places no checkpoint covers yet. */
export const chainStore = (store: Store) => {
  const cutOf = async (stream: string): Promise<StatementRecord | undefined> =>
    (await store.find<StatementRecord>('audit_cuts', { stream }, { sort: { seq: -1 }, limit: 1 }))[0];
  const checkpoints = (stream: string, after: number, through: number): Promise<StatementRecord[]> =>
    store.find<StatementRecord>(
      'audit_checkpoints',
      { stream, seq: { $gt: after, $lte: through } },
      { sort: { seq: 1 } },
    );

  return {
    /** Where the kept part of a chain begins: after the newest cut, or after nothing. */
    cutOf,

    /** The last link, or the cut if nothing follows it. */
    async endOf(stream: string): Promise<ChainEnd> {
      const [last] = await store.find<ChainLink>('audit_chain', { stream }, { sort: { seq: -1 }, limit: 1 });
      return last ?? (await cutOf(stream)) ?? { seq: 0, hash: chainOrigin };
    },

    linkAt: (stream: string, seq: number): Promise<ChainLink | undefined> =>
      store.findOne<ChainLink>('audit_chain', { stream, seq }),

    linkOf: (stream: string, eventId: string): Promise<ChainLink | undefined> =>
      store.findOne<ChainLink>('audit_chain', { stream, event_id: eventId }),

    /** Links of `after` < seq ≤ `through`, in order. */
    links: (stream: string, after: number, through: number, limit: number): Promise<ChainLink[]> =>
      store.find<ChainLink>('audit_chain', { stream, seq: { $gt: after, $lte: through } }, { sort: { seq: 1 }, limit }),

    /** Events that wait for their places, in the order in which they get them. */
    waiting: (limit: number): Promise<PendingMarker[]> =>
      store.find<PendingMarker>('audit_pending', {}, { sort: { _id: 1 }, limit }),

    /** Gives events their places. @returns false if another process was faster */
    append(stream: string, links: readonly ChainLink[], now: number): Promise<boolean> {
      const seq = links.at(-1)?.seq ?? 0;
      const unsealed: UnsealedRecord = { _id: placeId(stream, seq), stream, seq, since: now };
      const changes: readonly Change[] = [
        ...links.map((link): Change => ({ insert: 'audit_chain', document: link })),
        { insert: 'audit_unsealed', document: unsealed },
        ...links.map(({ event_id }) => remove('audit_pending', { _id: event_id })),
      ];
      return commitUnlessOvertaken(store, [], changes);
    },

    newLink: (stream: string, end: ChainEnd, eventId: string, leaf: string, hash: string): ChainLink => ({
      _id: placeId(stream, end.seq + 1),
      stream,
      seq: end.seq + 1,
      event_id: eventId,
      leaf,
      hash,
    }),

    /** Streams that have waited for a checkpoint since `before` or longer. */
    async streamsUnsealedSince(before: number, limit: number): Promise<string[]> {
      const found = await store.find<UnsealedRecord>(
        'audit_unsealed',
        { since: { $lte: before } },
        { sort: { since: 1 }, limit },
      );
      return [...new Set(found.map(({ stream }) => stream))];
    },

    async latestCheckpoint(stream: string): Promise<StatementRecord | undefined> {
      return (await store.find<StatementRecord>('audit_checkpoints', { stream }, { sort: { seq: -1 }, limit: 1 }))[0];
    },

    /** The first checkpoint that covers a place. */
    async checkpointCovering(stream: string, seq: number): Promise<StatementRecord | undefined> {
      return (
        await store.find<StatementRecord>(
          'audit_checkpoints',
          { stream, seq: { $gte: seq } },
          { sort: { seq: 1 }, limit: 1 },
        )
      )[0];
    },

    /** Checkpoints of `after` < seq ≤ `through`, in order. */
    checkpoints,

    checkpointPage: (stream: string, part: Omit<NewestFirst, 'by'>): Promise<Page<StatementRecord>> =>
      findNewestFirst<StatementRecord>(store, 'audit_checkpoints', { stream }, { by: 'created_at', ...part }),

    checkpointsBefore: (time: number, limit: number): Promise<StatementRecord[]> =>
      store.find<StatementRecord>(
        'audit_checkpoints',
        { created_at: { $lt: time } },
        { sort: { created_at: 1 }, limit },
      ),

    /** A checkpoint, which ends the waiting of every place up to its own. @returns false if another process was faster */
    async seal(statement: SignedStatement): Promise<boolean> {
      const { stream, seq } = statement;
      const covered = await store.find<UnsealedRecord>('audit_unsealed', { stream, seq: { $lte: seq } });
      const checkpoint = { _id: placeId(stream, seq), ...statement };
      return commitUnlessOvertaken(
        store,
        [],
        [
          { insert: 'audit_checkpoints', document: checkpoint },
          ...covered.map((record) => remove('audit_unsealed', record)),
        ],
      );
    },

    /**
     * Cuts the beginning off a chain: these links with their events, and every checkpoint that lies in it. The cut takes the
     * place of the one before. @returns false if another process was faster
     */
    async cut(
      statement: SignedStatement,
      gone: {
        readonly before: StatementRecord | undefined;
        readonly links: readonly ChainLink[];
        /** What lies apart from the events and goes with them. */
        readonly apart: readonly Change[];
      },
      event: EventDocument,
    ): Promise<boolean> {
      const covered = await checkpoints(statement.stream, 0, statement.seq);
      return commitUnlessOvertaken(
        store,
        [event],
        [
          { insert: 'audit_cuts', document: { _id: placeId(statement.stream, statement.seq), ...statement } },
          ...(gone.before === undefined ? [] : [remove('audit_cuts', gone.before)]),
          ...gone.links.map((link) => remove('audit_chain', link)),
          ...gone.links.map(({ event_id }) => remove('audit_events', { _id: event_id })),
          ...gone.apart,
          ...covered.map((checkpoint) => remove('audit_checkpoints', checkpoint)),
        ],
      );
    },
  };
};

export type ChainStore = ReturnType<typeof chainStore>;

const remove = (collection: Extract<Change, { delete: unknown }>['delete'], { _id }: Document): Change => ({
  delete: collection,
  where: { _id },
});
