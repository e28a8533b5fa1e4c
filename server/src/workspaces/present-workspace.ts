import { wireTime } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { WorkspaceRecord } from './workspace.ts';

type WireWorkspace = Wire<'getWorkspace', 200>;

export const presentWorkspace = ({ _id, slug, name, state, created_at }: WorkspaceRecord): WireWorkspace => ({
  id: _id,
  slug,
  name,
  state: state === 'suspended' ? 'suspended' : 'active',
  created_at: wireTime(created_at),
});
