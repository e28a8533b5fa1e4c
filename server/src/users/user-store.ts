import type { ServiceError } from '../errors/service-error.ts';
import { findNewestFirst, type NewestFirst, type Page } from '../storage/find-newest-first.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import { canonicalEmail, type UserHead, type UserRecord, userHeadId } from './user.ts';

interface EmailName extends Document {
  readonly user_id: string;
}

interface ExternalIdName extends Document {
  readonly user_id: string;
}

const longestExternalId = 256;

interface PasswordRecord extends Document {
  /** The PHC string of argon2id. */
  readonly hash: string;
}

export const emailNameId = (email: string): string => `email:${canonicalEmail(email)}`;

const externalIdNameId = (externalId: string): string => `external-id:${externalId}`;

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** The person's id in another system. */
  readonly externalId?: string | undefined;
  /** Undefined until the person chooses a password by a mailed code: no password is right until then. */
  readonly passwordHash: string | undefined;
  readonly isOperator: boolean;
  readonly emailVerified: boolean;
  readonly now: number;
}

export const userStore = (store: Store) => {
  const records = new VersionedMemory<UserRecord>(10_000);
  const find = (userId: string): Promise<UserRecord | undefined> => store.findOne<UserRecord>('users', { _id: userId });

  /** The person behind a head, remembered while it has the same version: every change of either raises it. */
  const record = (userId: string, head: UserHead): UserRecord | Promise<UserRecord> =>
    records.load(userId, head.version, async () => {
      const found = await find(userId);
      if (found === undefined) throw new TypeError('a user head without its user');
      return found;
    });

  return {
    find,
    newRecord,

    findMany: (userIds: readonly string[]): Promise<UserRecord[]> =>
      userIds.length === 0 ? Promise.resolve([]) : store.find<UserRecord>('users', { _id: { $in: userIds } }),

    record,
    /** What is known of a deleted person is gone, their name too. */
    name: async (userId: string, head: UserHead): Promise<string> =>
      head.state === 'deleted' ? '' : (await record(userId, head)).name,

    async findIdByEmail(email: string): Promise<string | undefined> {
      return (await store.findOne<EmailName>('names', { _id: emailNameId(email) }))?.user_id;
    },

    /** The person that another system knows by this id. */
    async findIdByExternalId(externalId: string): Promise<string | undefined> {
      if (externalId.length > longestExternalId) return undefined;
      return (await store.findOne<ExternalIdName>('names', { _id: externalIdNameId(externalId) }))?.user_id;
    },

    async passwordHash(userId: string): Promise<string | undefined> {
      return (await store.findOne<PasswordRecord>('passwords', { _id: userId }))?.hash;
    },

    /** Everybody with an account, newest first. */
    page: (part: Omit<NewestFirst, 'by'>): Promise<Page<UserRecord>> =>
      findNewestFirst<UserRecord>(store, 'users', {}, { by: 'created_at', ...part }),

    insert(user: NewUser, emailTaken: ServiceError, externalIdTaken = emailTaken): Change[] {
      const head: UserHead = {
        _id: userHeadId(user.id),
        state: 'active',
        session_epoch: 0,
        is_operator: user.isOperator,
        version: 1,
      };
      return [
        { insert: 'names', document: { _id: emailNameId(user.email), user_id: user.id }, otherwise: emailTaken },
        ...(user.externalId === undefined
          ? []
          : [
              {
                insert: 'names',
                document: { _id: externalIdNameId(user.externalId), user_id: user.id },
                otherwise: externalIdTaken,
              } as const,
            ]),
        { insert: 'users', document: newRecord(user) },
        ...(user.passwordHash === undefined
          ? []
          : [{ insert: 'passwords', document: { _id: user.id, hash: user.passwordHash } } as const]),
        { insert: 'heads', document: head },
      ];
    },

    /** Only a sign-in raises the login count (promise Y5, docs/promises.md). */
    recordLogin: (userId: string, now: number): Change[] => [
      { update: 'users', where: { _id: userId }, set: { $inc: { login_count: 1 }, $max: { last_login_at: now } } },
      raiseVersion(userId),
    ],

    rehash: (userId: string, previousHash: string, hash: string): Change => ({
      update: 'passwords',
      where: { _id: userId, hash: previousHash },
      set: { $set: { hash } },
    }),

    /** Whoever changes what a person may do, or acts by it, writes the person's head: the two then exclude each other. */
    guard: (userId: string, head: UserHead, otherwise?: ServiceError): Change => ({
      update: 'heads',
      where: {
        _id: userHeadId(userId),
        state: 'active',
        session_epoch: head.session_epoch,
        is_operator: head.is_operator,
      },
      set: { $inc: { guards: 1 } },
      ...(otherwise && { otherwise }),
    }),

    /** Ends every session of the epoch before; see `sessions/end-all-sessions.ts`. */
    raiseSessionEpoch: (userId: string, head: UserHead): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), session_epoch: head.session_epoch },
      set: { $inc: { session_epoch: 1, version: 1 } },
    }),

    /** Ends every session of the person with one write, and blocks the tokens while it lasts. */
    suspend: (userId: string, head: UserHead): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: 'active', is_operator: head.is_operator },
      set: { $set: { state: 'suspended' }, $inc: { session_epoch: 1, version: 1 } },
    }),

    resume: (userId: string, head: UserHead): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: 'suspended', is_operator: head.is_operator },
      set: { $set: { state: 'active' }, $inc: { version: 1 } },
    }),

    setOperator: (userId: string, head: UserHead, isOperator: boolean): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: head.state, is_operator: head.is_operator },
      set: { $set: { is_operator: isOperator }, $inc: { version: 1 } },
    }),

    endSessions: (userId: string, head: UserHead): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: head.state },
      set: { $inc: { session_epoch: 1, version: 1 } },
    }),

    /**
     * What is known of the person is gone; the head stays, so that the id says for ever that nobody has it. A membership or a
     * token that came after the person's were listed would outlive them, so the head has to be as it was read before.
     */
    erase: async (user: UserRecord, head: UserHead): Promise<Change[]> => {
      const password = await store.findOne<PasswordRecord>('passwords', { _id: user._id });
      return [
        {
          update: 'heads',
          where: {
            _id: userHeadId(user._id),
            state: head.state,
            is_operator: head.is_operator,
            version: head.version,
            tokens_made_at: head.tokens_made_at ?? null,
          },
          set: { $set: { state: 'deleted', is_operator: false }, $inc: { session_epoch: 1, version: 1 } },
        },
        { delete: 'users', where: { _id: user._id, email: user.email } },
        { delete: 'names', where: { _id: emailNameId(user.email), user_id: user._id } },
        ...(user.external_id === null
          ? []
          : [{ delete: 'names', where: { _id: externalIdNameId(user.external_id), user_id: user._id } } as const]),
        ...(password === undefined ? [] : [{ delete: 'passwords', where: { _id: user._id } } as const]),
      ];
    },

    noteTokenMade: (userId: string, now: number): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: 'active' },
      set: { $max: { tokens_made_at: now } },
    }),

    /** As `raiseVersion`, if the person has made no token since the head was read (see `leavingTime`). */
    raiseVersionForLeaving: (userId: string, head: UserHead): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: head.state, tokens_made_at: head.tokens_made_at ?? null },
      set: { $inc: { version: 1 } },
    }),

    /** Somebody whose rights a change relies on, beside the caller's own. */
    guardActive: (userId: string): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: 'active' },
      set: { $inc: { guards: 1 } },
    }),

    /** Whoever used a code that was mailed to the address can read what is sent there. */
    confirmEmail: (userId: string): Change => ({
      update: 'users',
      where: { _id: userId },
      set: { $set: { email_verified: true } },
    }),

    raiseVersion,
  };
};

/** Memberships change also while a person is suspended. */
const raiseVersion = (userId: string): Change => ({
  update: 'heads',
  where: { _id: userHeadId(userId), state: { $ne: 'deleted' } },
  set: { $inc: { version: 1 } },
});

export type UserStore = ReturnType<typeof userStore>;

const newRecord = (user: NewUser): UserRecord => ({
  _id: user.id,
  email: user.email,
  name: user.name,
  external_id: user.externalId ?? null,
  email_verified: user.emailVerified,
  login_count: 0,
  last_login_at: null,
  created_at: user.now,
});
