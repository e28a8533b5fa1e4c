import type { Catalog } from '../authorization/catalog.ts';
import type { Grant } from '../authorization/grant.ts';
import { presentSystemRole } from '../authorization/present-catalog.ts';
import type { Wire } from '../operation/operation.ts';
import type { Document } from '../storage/port.ts';

/** A role that a workspace has made for itself. */
export interface RoleRecord extends Document {
  readonly workspace_id: string;
  readonly name: string;
  readonly description: string | null;
  /** Every workspace they name is named by its id, and is this one. */
  readonly grants: readonly Grant[];
  readonly created_at: number;
  readonly created_by: string;
  /**
   * Raised whenever the role is given to a member, an invitation or a token. A deletion that found nobody with the role
   * holds only while nobody was given it in the meantime.
   */
  readonly assignments: number;
}

type WireRole = Wire<'getRole', 200>;

/** Roles of the catalog have a plain word for an id, so the two kinds cannot be mistaken for each other. */
export const isCustomRoleId = (roleId: string): boolean => roleId.startsWith('rol_');

export const presentRole = ({ _id, name, description, grants }: RoleRecord): WireRole => ({
  id: _id,
  name,
  ...(description !== null && { description }),
  system: false,
  grants,
});

/** A role of the catalog as the wire shows it; undefined if the catalog has none of this id. */
export function presentCatalogRole(roleId: string, catalog: Catalog): WireRole | undefined {
  const role = catalog.roles.get(roleId);
  return role === undefined ? undefined : presentSystemRole(role);
}
