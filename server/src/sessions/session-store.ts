import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Store } from '../storage/port.ts';
import { type Session, type SessionDigest, type SessionHead, type SessionRecord, sessionHeadId } from './session.ts';

export const maximumLiveSessions = 100;

const counterId = (userId: string): string => `sessions:${userId}`;

export interface NewSession {
  readonly record: SessionRecord;
  readonly head: SessionHead;
  readonly digest: string;
}

/** What is stored of sessions: a record for lists, a head for the present, and the digest of the token that opens it. */
export const sessionStore = (store: Store) => ({
  find: (sessionId: string): Promise<SessionRecord | undefined> =>
    store.findOne<SessionRecord>('sessions', { _id: sessionId }),

  /** Sessions that nobody has ended, newest first; idle ones among them are for their heads to tell. */
  page: (userId: string, now: number, part: Omit<NewestFirst, 'by'>): Promise<Page<SessionRecord>> =>
    findNewestFirst<SessionRecord>(
      store,
      'sessions',
      { user_id: userId, state: 'active', expires_at: { $gt: now } },
      { by: 'created_at', ...part },
    ),

  /** How many sessions are counted as live, and the oldest ones: who is full makes room by ending the oldest. */
  async oldestWhenFull(userId: string): Promise<SessionRecord | undefined> {
    const counter = await store.findOne<{ _id: string; count: number }>('counters', { _id: counterId(userId) });
    if ((counter?.count ?? 0) < maximumLiveSessions) return undefined;
    const [oldest] = await store.find<SessionRecord>(
      'sessions',
      { user_id: userId, state: 'active' },
      { sort: { created_at: 1, _id: 1 }, limit: 1 },
    );
    return oldest;
  },

  insert({ record, head, digest }: NewSession): Change[] {
    const opens: SessionDigest = {
      _id: `c:${digest}`,
      opens: 'session',
      session_id: record._id,
      user_id: record.user_id,
    };
    return [
      { insert: 'sessions', document: record },
      { insert: 'heads', document: head },
      { insert: 'heads', document: opens },
      {
        update: 'counters',
        where: { _id: counterId(record.user_id), count: { $lt: maximumLiveSessions } },
        set: { $inc: { count: 1 } },
      },
    ];
  },

  /** A person's counter is made with the person, so that counting is always an update. */
  insertCounter: (userId: string): Change => ({ insert: 'counters', document: { _id: counterId(userId), count: 0 } }),

  /** Beside a raised epoch, which has ended every session of the person: none is counted any more. */
  resetCounter: (userId: string): Change => ({
    update: 'counters',
    where: { _id: counterId(userId) },
    set: { $set: { count: 0 } },
  }),

  end: (sessionId: string, userId: string, otherwise?: ServiceError): Change[] => [
    {
      update: 'sessions',
      where: { _id: sessionId, state: 'active' },
      set: { $set: { state: 'ended' } },
      ...(otherwise && { otherwise }),
    },
    { update: 'heads', where: { _id: sessionHeadId(sessionId) }, set: { $set: { state: 'ended' } } },
    { update: 'counters', where: { _id: counterId(userId) }, set: { $inc: { count: -1 } } },
  ],

  /** Bookkeeping: a use moves the idle limit, forwards only. */
  slide: (session: Session, idleExpiresAt: number, now: number): Change => ({
    update: 'heads',
    where: { _id: sessionHeadId(session.id), state: 'active' },
    set: { $max: { idle_expires_at: idleExpiresAt, last_used_at: now } },
  }),

  /** The caller's own guard: a real write, so that ending the session and using it cannot both win. */
  guard: (session: Session, otherwise: ServiceError): Change => ({
    update: 'heads',
    where: { _id: sessionHeadId(session.id), state: 'active', epoch: session.epoch },
    set: { $inc: { guards: 1 } },
    otherwise,
  }),
});

export type SessionStore = ReturnType<typeof sessionStore>;
