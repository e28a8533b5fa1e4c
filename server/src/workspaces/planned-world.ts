import type { Grant } from '../authorization/grant.ts';
import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import type { Standing } from './workspace.ts';

/** What of a workspace decides what API tokens can do there. */
export interface WorkspaceWorld {
  readonly state: 'active' | 'suspended' | 'deleted';
  readonly policy: WorkspacePolicy;
  /** The grants of every role, by id. */
  readonly roles: ReadonlyMap<string, readonly Grant[]>;
  /** Everybody who is a member, by id. */
  readonly members: ReadonlyMap<string, Standing>;
}

export type PlannedChange =
  | { readonly kind: 'remove_member'; readonly userId: string }
  | { readonly kind: 'change_role'; readonly userId: string; readonly roleId: string }
  | { readonly kind: 'update_role'; readonly roleId: string; readonly grants: readonly Grant[] }
  | { readonly kind: 'delete_role'; readonly roleId: string }
  | { readonly kind: 'set_policy'; readonly policy: WorkspacePolicy }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'delete' };

/** The workspace as it would be. Pure. */
export function worldAfter(world: WorkspaceWorld, change: PlannedChange): WorkspaceWorld {
  switch (change.kind) {
    case 'remove_member':
      return { ...world, members: without(world.members, change.userId) };
    case 'change_role': {
      const standing = { leftAt: world.members.get(change.userId)?.leftAt ?? null, roleId: change.roleId };
      return { ...world, members: new Map([...world.members, [change.userId, standing]]) };
    }
    case 'update_role':
      return { ...world, roles: new Map([...world.roles, [change.roleId, change.grants]]) };
    case 'delete_role':
      return { ...world, roles: without(world.roles, change.roleId) };
    case 'set_policy':
      return { ...world, policy: change.policy };
    case 'suspend':
      return { ...world, state: 'suspended' };
    case 'delete':
      return { ...world, state: 'deleted' };
  }
}

const without = <Value>(entries: ReadonlyMap<string, Value>, id: string): ReadonlyMap<string, Value> =>
  new Map([...entries].filter(([key]) => key !== id));
