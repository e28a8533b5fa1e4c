import { notFound } from '../errors/service-error.ts';
import { type Operation, read } from '../operation/operation.ts';
import { okWithTag } from '../operation/preconditions.ts';
import { presentCatalogRole, presentRole } from './role.ts';

/** A role of the catalog or of the workspace. */
export const getRole: Operation<'getRole'> = async ({ path, workspace, services }) => {
  const ofCatalog = presentCatalogRole(path.role_id, services.catalog);
  if (ofCatalog !== undefined) return read(okWithTag(ofCatalog));
  const role = await services.roles.find(workspace.id, path.role_id);
  if (role === undefined) throw notFound();
  return read(okWithTag(presentRole(role)));
};
