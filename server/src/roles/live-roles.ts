import type { Catalog } from '../authorization/catalog.ts';
import { compileGrants } from '../authorization/compile.ts';
import type { LiveRole } from '../authorization/decide.ts';

/** The roles of a deployment by id, each compiled once. */
export function createLiveRoles(catalog: Catalog): (roleId: string) => LiveRole | undefined {
  const roles = new Map(
    [...catalog.roles.values()].map(({ id, grants }) => [id, { id, grants: compileGrants(grants) }]),
  );
  return (roleId) => roles.get(roleId);
}
