import { notFound, ServiceError } from '../errors/service-error.ts';
import { requireCurrent } from '../operation/preconditions.ts';
import type { Services } from '../service.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';
import { presentCatalogRole, presentRole, type RoleRecord } from './role.ts';

/**
 * The role that a change is about, in the version its author has seen.
 * @throws {ServiceError} 404 · 412 · 428 · 409 `conflict` for a role of the catalog, which nobody changes here
 */
export async function requireCustomRole(
  {
    path,
    workspace,
    ifMatch,
    services,
  }: {
    readonly path: { readonly role_id: string };
    readonly workspace: KnownWorkspace;
    readonly ifMatch: string | undefined;
    readonly services: Services;
  },
  need: 'required' | 'optional',
): Promise<RoleRecord> {
  const ofCatalog = presentCatalogRole(path.role_id, services.catalog);
  const role = ofCatalog === undefined ? await services.roles.find(workspace.id, path.role_id) : undefined;
  const current = ofCatalog ?? (role === undefined ? undefined : presentRole(role));
  if (current === undefined) throw notFound();
  requireCurrent(ifMatch, current, need);
  if (role !== undefined) return role;
  throw new ServiceError('conflict', { detail: 'Roles of the catalog are the same everywhere and do not change.' });
}
