import { wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { UserRecord } from './user.ts';

type WireUser = Wire<'signUp', 201>['user'];

export const presentUser = (record: UserRecord, isOperator: boolean): WireUser => ({
  id: record._id,
  external_id: record.external_id,
  email: record.email,
  name: record.name,
  email_verified: record.email_verified,
  login_count: record.login_count,
  last_login_at: wireTimeOrNull(record.last_login_at),
  is_operator: isOperator,
});
