import { wireTime } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { UserRecord } from '../users/user.ts';
import type { MembershipRecord } from '../workspaces/workspace.ts';

type WireMember = Wire<'getMember', 200>;

export const presentMember = (
  { role_id, created_at }: Pick<MembershipRecord, 'role_id' | 'created_at'>,
  user: UserRecord,
): WireMember => ({
  user_id: user._id,
  name: user.name,
  email: user.email,
  role_id,
  joined_at: wireTime(created_at),
});
