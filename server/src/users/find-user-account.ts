import { notFound, ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, type UserRecord, userHeadId } from './user.ts';

export interface FoundAccount {
  readonly user: UserRecord;
  readonly head: UserHead;
}

/** @throws {ServiceError} 404 for an unknown and a deleted person alike */
export async function findUserAccount(
  userId: string,
  heads: HeadReader,
  { users }: Pick<Services, 'users'>,
): Promise<FoundAccount> {
  const [head, user] = await Promise.all([heads.one<UserHead>(userHeadId(userId)), users.find(userId)]);
  if (head === undefined || head.state === 'deleted' || user === undefined) throw notFound();
  return { user, head };
}

export const lastOperator = (): ServiceError =>
  new ServiceError('last_owner', { detail: 'There is always an operator who can act. Make somebody else one first.' });
