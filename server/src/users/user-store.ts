import type { ServiceError } from '../errors/service-error.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { VersionedMemory } from '../storage/versioned-memory.ts';
import { canonicalEmail, type UserHead, type UserRecord, userHeadId } from './user.ts';

interface EmailName extends Document {
  readonly user_id: string;
}

interface PasswordRecord extends Document {
  /** The PHC string of argon2id. */
  readonly hash: string;
}

export const emailNameId = (email: string): string => `email:${canonicalEmail(email)}`;

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
  const names = new VersionedMemory<string>(10_000);
  const find = (userId: string): Promise<UserRecord | undefined> => store.findOne<UserRecord>('users', { _id: userId });

  return {
    find,
    newRecord,

    /** The person's name, for events: remembered while their head has the same version. */
    name: (userId: string, head: UserHead): Promise<string> =>
      names.load(userId, head.version, async () => (await find(userId))?.name ?? ''),

    async findIdByEmail(email: string): Promise<string | undefined> {
      return (await store.findOne<EmailName>('names', { _id: emailNameId(email) }))?.user_id;
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
    recordLogin: (userId: string, now: number): Change => ({
      update: 'users',
      where: { _id: userId },
      set: { $inc: { login_count: 1 }, $max: { last_login_at: now } },
    }),

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
      set: { $inc: { session_epoch: 1 } },
    }),

    raiseVersion: (userId: string): Change => ({
      update: 'heads',
      where: { _id: userHeadId(userId), state: 'active' },
      set: { $inc: { version: 1 } },
    }),
  };
};

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
