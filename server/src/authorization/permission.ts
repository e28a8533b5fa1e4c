import type { Grant } from './grant.ts';

/** What an API token carries: exactly one of a role, scopes or grants. */
export type Permission =
  | { readonly kind: 'role'; readonly roleId: string }
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] };

/** The same on the wire, and at rest with every workspace named by its id. */
export type StoredPermission =
  | { readonly kind: 'role'; readonly role_id: string }
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] };

/** As the wire shows it, and as it is stored. */
export const presentPermission = (permission: Permission): StoredPermission =>
  permission.kind === 'role' ? { kind: 'role', role_id: permission.roleId } : permission;

/** Reads a stored permission back. */
export const restorePermission = (stored: StoredPermission): Permission =>
  stored.kind === 'role' ? { kind: 'role', roleId: stored.role_id } : stored;
