import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Store } from '../storage/port.ts';
import { userHeadId } from '../users/user.ts';
import {
  type RefreshDigest,
  type Session,
  type SessionDigest,
  type SessionHead,
  type SessionRecord,
  sessionHeadId,
} from './session.ts';

export const maximumLiveSessions = 100;

const counterId = (userId: string): string => `sessions:${userId}`;

export interface NewSession {
  readonly record: SessionRecord;
  readonly head: SessionHead;
  /** The head of its token. */
  readonly opens: SessionDigest | RefreshDigest;
}

/** What is stored of sessions: a record for lists, a head for the present, and the digest of the token that opens it. */
export const sessionStore = (store: Store) => ({
  find: (sessionId: string): Promise<SessionRecord | undefined> =>
    store.findOne<SessionRecord>('sessions', { _id: sessionId }),

  /** Sessions that nobody has ended, newest first; idle ones among them are for their heads to tell. */
  page: (userId: string, epoch: number, now: number, part: Omit<NewestFirst, 'by'>): Promise<Page<SessionRecord>> =>
    findNewestFirst<SessionRecord>(
      store,
      'sessions',
      { user_id: userId, state: 'active', epoch, expires_at: { $gt: now } },
      { by: 'created_at', ...part },
    ),

  /** How many sessions are counted as live, and the oldest ones: who is full makes room by ending the oldest. */
  async oldestWhenFull(userId: string, epoch: number): Promise<SessionRecord | undefined> {
    const counter = await store.findOne<{ _id: string; count: number }>('counters', { _id: counterId(userId) });
    if ((counter?.count ?? 0) < maximumLiveSessions) return undefined;
    const [oldest] = await store.find<SessionRecord>(
      'sessions',
      { user_id: userId, state: 'active', epoch },
      { sort: { created_at: 1, _id: 1 }, limit: 1 },
    );
    return oldest;
  },

  insert({ record, head, opens }: NewSession): Change[] {
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

  /**
   * Removes a session that is past its absolute limit, with its place in the counter if nobody has ended it.
   * @param epoch of its person now; undefined if there is none any more
   */
  remove: (head: SessionHead, record: SessionRecord | undefined, epoch: number | undefined): Change[] => [
    { delete: 'heads', where: { _id: head._id, state: head.state, expires_at: head.expires_at } },
    ...(record === undefined
      ? []
      : [{ delete: 'sessions', where: { _id: record._id, state: record.state, epoch: record.epoch } } as const]),
    // A newer epoch has reset the counter: it may not come in between.
    ...(record?.state === 'active' && record.epoch === epoch
      ? [
          {
            update: 'heads',
            where: { _id: userHeadId(record.user_id), session_epoch: epoch },
            set: { $inc: { guards: 1 } },
          } as const,
          { update: 'counters', where: { _id: counterId(record.user_id) }, set: { $inc: { count: -1 } } } as const,
        ]
      : []),
  ],

  /** Bookkeeping: a use moves the idle limit, forwards only. */
  slide: (session: Session, idleExpiresAt: number, now: number): Change => ({
    update: 'heads',
    where: { _id: sessionHeadId(session.id), state: 'active' },
    set: { $max: { idle_expires_at: idleExpiresAt, last_used_at: now } },
  }),

  /** The caller's own guard: a real write, so that ending the session and using it cannot both win. */
  guard: (session: Session, otherwise?: ServiceError): Change => ({
    update: 'heads',
    where: { _id: sessionHeadId(session.id), state: 'active', epoch: session.epoch },
    set: { $inc: { guards: 1 } },
    ...(otherwise && { otherwise }),
  }),

  /**
   * Uses a refresh token up and puts its successor in its place. Of any number of parallel uses one commit succeeds; the
   * others find it done when they look again.
   */
  renew: (used: RefreshDigest, successor: RefreshDigest, now: number): Change[] => [
    {
      update: 'heads',
      where: { _id: used._id, state: 'current' },
      set: { $set: { state: 'consumed', consumed_at: now } },
    },
    { insert: 'heads', document: successor },
  ],

  /** The password was given again. With a new token the one before stops counting. */
  reauthenticate: (sessionId: string, now: number): Change => ({
    update: 'heads',
    where: { _id: sessionHeadId(sessionId), state: 'active' },
    set: { $max: { authenticated_at: now } },
  }),

  replaceToken: (session: Session, opens: SessionDigest): Change[] => [
    {
      update: 'heads',
      where: { _id: sessionHeadId(session.id), state: 'active', token_generation: session.tokenGeneration },
      set: { $set: { token_generation: opens.generation } },
    },
    { insert: 'heads', document: opens },
  ],

  switchWorkspace: (sessionId: string, workspaceId: string | null): Change => ({
    update: 'sessions',
    where: { _id: sessionId, state: 'active' },
    set: { $set: { current_workspace_id: workspaceId } },
  }),

  /** What goes with a new epoch of the person: nobody's sessions count any more but the kept one, which is taken along. */
  keepOnly: (userId: string, epoch: number, kept: Session | undefined): Change[] => [
    ...(kept === undefined
      ? []
      : [
          {
            update: 'heads',
            where: { _id: sessionHeadId(kept.id), state: 'active', epoch: kept.epoch },
            set: { $set: { epoch } },
          } as const,
          { update: 'sessions', where: { _id: kept.id, state: 'active' }, set: { $set: { epoch } } } as const,
        ]),
    { update: 'counters', where: { _id: counterId(userId) }, set: { $set: { count: kept === undefined ? 0 : 1 } } },
  ],
});

export type SessionStore = ReturnType<typeof sessionStore>;
