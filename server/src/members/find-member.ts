import { notFound, ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { UserRecord } from '../users/user.ts';
import type { MembershipRecord } from '../workspaces/workspace.ts';

export interface FoundMember {
  readonly membership: MembershipRecord;
  readonly user: UserRecord;
}

/** @throws {ServiceError} 404 for whoever is not a member now, member once or never */
export async function findMember(
  workspaceId: string,
  userId: string,
  { members, users }: Pick<Services, 'members' | 'users'>,
): Promise<FoundMember> {
  const [membership, user] = await Promise.all([members.find(workspaceId, userId), users.find(userId)]);
  if (membership?.state !== 'active' || user === undefined) throw notFound();
  return { membership, user };
}

export const lastOwner = (): ServiceError =>
  new ServiceError('last_owner', { detail: 'A workspace has at least one owner. Make somebody else owner first.' });
