import type { ServiceError } from '../errors/service-error.ts';
import type { Change, Store } from '../storage/port.ts';
import { canonicalEmail, type UserRecord } from '../users/user.ts';
import { emailNameId } from '../users/user-store.ts';

/** What people change of their own account. */
export const accountStore = (store: Store) => ({
  /** A person who was created by an operator has no password until they set one. */
  async setPassword(userId: string, hash: string): Promise<Change> {
    const present = await store.findOne('passwords', { _id: userId });
    return present === undefined
      ? { insert: 'passwords', document: { _id: userId, hash } }
      : { update: 'passwords', where: { _id: userId }, set: { $set: { hash } } };
  },

  rename: (userId: string, name: string): Change => ({
    update: 'users',
    where: { _id: userId },
    set: { $set: { name } },
  }),

  /** Only while the person still has the address that was verified. */
  verifyEmail: ({ _id, email }: UserRecord): Change => ({
    update: 'users',
    where: { _id, email },
    set: { $set: { email_verified: true } },
  }),

  /** The address is a unique name: the new one is taken in the same commit that gives the old one up. */
  changeEmail(user: UserRecord, email: string, taken: ServiceError): Change[] {
    const isSameName = canonicalEmail(user.email) === canonicalEmail(email);
    const names: Change[] = isSameName
      ? []
      : [
          { insert: 'names', document: { _id: emailNameId(email), user_id: user._id }, otherwise: taken },
          { delete: 'names', where: { _id: emailNameId(user.email), user_id: user._id } },
        ];
    return [
      ...names,
      { update: 'users', where: { _id: user._id, email: user.email }, set: { $set: { email, email_verified: true } } },
    ];
  },
});

export type AccountStore = ReturnType<typeof accountStore>;
