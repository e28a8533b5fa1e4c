import { wireTime } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import { presentUser } from './present-user.ts';
import type { UserHead, UserRecord } from './user.ts';

type WireAccount = Wire<'getUser', 200>;

/** A person as operators see them. */
export const presentUserAccount = (record: UserRecord, head: Pick<UserHead, 'state' | 'is_operator'>): WireAccount => ({
  ...presentUser(record, head.is_operator),
  state: head.state === 'suspended' ? 'suspended' : 'active',
  created_at: wireTime(record.created_at),
});
