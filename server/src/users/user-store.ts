import type { ServiceError } from '../errors/service-error.ts';
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

const emailNameId = (email: string): string => `email:${canonicalEmail(email)}`;

const externalIdNameId = (externalId: string): string => `external-id:${externalId}`;

export interface NewUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly isOperator: boolean;
  readonly emailVerified: boolean;
  readonly now: number;
}

export const userStore = (store: Store) => {
  const records = new VersionedMemory<UserRecord>(10_000);
  const find = (userId: string): Promise<UserRecord | undefined> => store.findOne<UserRecord>('users', { _id: userId });

  /** The person behind a head, remembered while it has the same version: every change of either raises it. */
  const record = (userId: string, head: UserHead): Promise<UserRecord> =>
    records.load(userId, head.version, async () => {
      const found = await find(userId);
      if (found === undefined) throw new TypeError('a user head without its user');
      return found;
    });

  return {
    find,
    newRecord,

    record,
    name: async (userId: string, head: UserHead): Promise<string> => (await record(userId, head)).name,

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

    insert(user: NewUser, emailTaken: ServiceError): Change[] {
      const head: UserHead = {
        _id: userHeadId(user.id),
        state: 'active',
        session_epoch: 0,
        is_operator: user.isOperator,
        version: 1,
      };
      return [
        { insert: 'names', document: { _id: emailNameId(user.email), user_id: user.id }, otherwise: emailTaken },
        { insert: 'users', document: newRecord(user) },
        { insert: 'passwords', document: { _id: user.id, hash: user.passwordHash } },
        { insert: 'heads', document: head },
      ];
    },

    /** Y5: only a sign-in raises the login count. */
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
    guard: (userId: string, head: UserHead, otherwise: ServiceError): Change => ({
      update: 'heads',
      where: {
        _id: userHeadId(userId),
        state: 'active',
        session_epoch: head.session_epoch,
        is_operator: head.is_operator,
      },
      set: { $inc: { guards: 1 } },
      otherwise,
    }),

    raiseVersion,
  };
};

const raiseVersion = (userId: string): Change => ({
  update: 'heads',
  where: { _id: userHeadId(userId), state: 'active' },
  set: { $inc: { version: 1 } },
});

export type UserStore = ReturnType<typeof userStore>;

const newRecord = (user: NewUser): UserRecord => ({
  _id: user.id,
  email: user.email,
  name: user.name,
  external_id: null,
  email_verified: user.emailVerified,
  login_count: 0,
  last_login_at: null,
  created_at: user.now,
});
