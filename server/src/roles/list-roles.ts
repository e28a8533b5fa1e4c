import { presentSystemRole } from '../authorization/present-catalog.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** Every role that a member or an API token can have here, with its id. */
export const listRoles: Operation<'listRoles'> = ({ services }) =>
  read(ok({ data: [...services.catalog.roles.values()].map(presentSystemRole), next_cursor: null }));
