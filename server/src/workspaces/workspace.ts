import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import { days } from '../clock.ts';
import type { Document } from '../storage/port.ts';

/** `w:<workspace>`: what must count at once. */
export interface WorkspaceHead extends Document {
  readonly state: 'active' | 'suspended' | 'deleted';
  readonly slug: string;
  /** Raised by every change of policy, roles or members. */
  readonly version: number;
}

export interface WorkspaceRecord extends Document {
  readonly slug: string;
  readonly name: string;
  readonly state: 'active' | 'suspended' | 'deleted';
  readonly created_at: number;
  readonly policy: WorkspacePolicy;
  /** When it was deleted; missing where a release that did not note it yet has done that. */
  readonly deleted_at?: number;
}

export interface MembershipRecord extends Document {
  readonly workspace_id: string;
  readonly user_id: string;
  readonly role_id: string;
  readonly state: 'active' | 'left';
  /** True while it takes one of the person's places. */
  readonly counted: boolean;
  /** When the person joined, or joined again. */
  readonly created_at: number;
  /** When the person last left. Joining again does not clear it: personal tokens made before stay out. */
  readonly left_at: number | null;
}

/** A person's standing in a workspace now. */
export interface Standing {
  readonly roleId: string;
  readonly leftAt: number | null;
}

/** Undefined for somebody who is not a member now, whether or not they once were. */
export const standingOf = (membership: MembershipRecord | undefined): Standing | undefined =>
  membership?.state === 'active' ? { roleId: membership.role_id, leftAt: membership.left_at ?? null } : undefined;

/** A personal token that was made before its owner last left does not reach the workspace again when they come back. */
export const wasLeftSince = (madeAt: number | undefined, standing: Standing | undefined): boolean =>
  standing !== undefined && standing.leftAt !== null && (madeAt === undefined || madeAt <= standing.leftAt);

/** How long a deleted workspace is kept, out of everybody's sight. */
export const deletedWorkspaceRetention = days(30);

export const ownerRoleId = 'owner';

export const workspaceHeadId = (workspaceId: string): string => `w:${workspaceId}`;
export const ownersCounterId = (workspaceId: string): string => `owners:${workspaceId}`;
export const workspacesCounterId = (userId: string): string => `workspaces:${userId}`;
export const membershipId = (workspaceId: string, userId: string): string => `${workspaceId}:${userId}`;

/** Slugs hold no underscore and TypeIDs always do, so a path segment is one or the other and never both. */
export const isWorkspaceId = (idOrSlug: string): boolean => idOrSlug.startsWith('wsp_');

/** A slug made of a name, for those who do not choose one: lower-case letters, digits and single hyphens. */
export function slugFrom(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replace(/^-|-$/g, '');
  return slug || 'workspace';
}
