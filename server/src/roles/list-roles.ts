import { presentSystemRole } from '../authorization/present-catalog.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read, type Wire } from '../operation/operation.ts';
import type { PagePosition } from '../storage/page-cursor.ts';
import { presentRole } from './role.ts';

interface Listed {
  readonly role: Wire<'listRoles', 200>['data'][number];
  readonly position: PagePosition;
}

/** Every role that a member or an API token can have here, with its id: the catalog's in its order, then the workspace's own. */
export const listRoles: Operation<'listRoles'> = async (request) => {
  const { workspace, services } = request;
  const start = startOf('listRoles', workspace.id, request);
  const ofCatalog = [...services.catalog.roles.values()].map((role, index) => ({
    role: presentSystemRole(role),
    position: [Number.MAX_SAFE_INTEGER - index, role.id] as const,
  }));
  const own = (await services.roles.allOf(workspace.id)).map((record) => ({
    role: presentRole(record),
    position: [record.created_at, record._id] as const,
  }));
  const all: Listed[] = [...ofCatalog, ...own];
  const rest = start.after === undefined ? all : all.filter(({ position }) => isAfter(position, start.after ?? []));
  const page = rest.slice(0, start.limit);
  const last = page.at(-1);
  const next = rest.length > page.length && last !== undefined ? { next: last.position } : {};
  return read(
    nextPage(
      page.map(({ role }) => role),
      next,
      start,
      request,
    ),
  );
};

/** Newest first, and by id within one millisecond: roles that come or go meanwhile move nobody to another page. */
const isAfter = ([time, id]: PagePosition, [lastTime, lastId]: PagePosition): boolean =>
  Number(time) < Number(lastTime) || (time === lastTime && String(id) < String(lastId));
