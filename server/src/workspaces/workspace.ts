import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
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
}

export interface MembershipRecord extends Document {
  readonly workspace_id: string;
  readonly user_id: string;
  readonly role_id: string;
  readonly created_at: number;
}

export const workspaceHeadId = (workspaceId: string): string => `w:${workspaceId}`;
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
