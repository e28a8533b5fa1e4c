import type { ApiTokenRecord } from '../api-tokens/api-token.ts';
import type { ServiceError } from '../errors/service-error.ts';
import { deploymentHeadId } from '../setup/deployment.ts';
import type { Change, Store } from '../storage/port.ts';
import { canonicalEmail, type UserHead, type UserRecord, userHeadId } from '../users/user.ts';
import { emailNameId } from '../users/user-store.ts';
import { type MembershipRecord, workspaceHeadId } from '../workspaces/workspace.ts';

/** What people change of their own account, and how an account ends. */
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

  /** Tokens of this owner that nobody has ended. */
  liveTokens: (owner: string): Promise<ApiTokenRecord[]> =>
    store.find<ApiTokenRecord>('api_tokens', { owner, counted: true }),

  /** What a person leaves behind in a workspace is the mark that they were there. */
  leave: (membership: MembershipRecord, now: number, lastOwner: ServiceError): Change[] => [
    {
      update: 'memberships',
      where: { _id: membership._id, role_id: membership.role_id },
      set: { $set: { state: 'left', left_at: now, counted: false } },
    },
    {
      update: 'heads',
      where: { _id: workspaceHeadId(membership.workspace_id) },
      set: { $inc: { version: 1 } },
    },
    ...(membership.role_id === 'owner'
      ? [
          {
            update: 'counters',
            where: { _id: `owners:${membership.workspace_id}`, count: { $gt: 1 } },
            set: { $inc: { count: -1 } },
            otherwise: lastOwner,
          } as const,
        ]
      : []),
  ],

  /** There is always an operator: two who delete themselves at once meet at the counter. */
  leaveOperators: (lastOperator: ServiceError): Change => ({
    update: 'heads',
    where: { _id: deploymentHeadId, operators: { $gt: 1 } },
    set: { $inc: { operators: -1 } },
    otherwise: lastOperator,
  }),

  /**
   * Removes the person: the address is free again, and whoever takes it gets nothing of this account. The head stays, in
   * state `deleted`, and refuses everything that still names it.
   */
  async remove(user: UserRecord, head: UserHead): Promise<Change[]> {
    const password = await store.findOne('passwords', { _id: user._id });
    return [
      {
        update: 'heads',
        where: { _id: userHeadId(user._id), state: head.state, is_operator: head.is_operator },
        set: { $set: { state: 'deleted', is_operator: false }, $inc: { session_epoch: 1, version: 1 } },
      },
      { delete: 'names', where: { _id: emailNameId(user.email), user_id: user._id } },
      { delete: 'users', where: { _id: user._id, email: user.email } },
      ...(password === undefined ? [] : [{ delete: 'passwords', where: { _id: user._id } } as const]),
    ];
  },
});

export type AccountStore = ReturnType<typeof accountStore>;
