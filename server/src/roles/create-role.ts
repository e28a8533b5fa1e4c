import { newIdentifier } from '../identifier.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { entityTagOf } from '../operation/preconditions.ts';
import { acceptRoleGrants } from './accept-role-grants.ts';
import { newRoleRefusals } from './new-role-refusals.ts';
import { presentRole, type RoleRecord } from './role.ts';

/** Makes a role of the workspace's own, within the rights of whoever makes it. */
export const createRole: Operation<'createRole'> = ({ body, caller, workspace, now, services }) => {
  const { roles, workspaces } = services;
  const role: RoleRecord = {
    _id: newIdentifier('rol'),
    workspace_id: workspace.id,
    name: body.name.normalize('NFC'),
    description: body.description ?? null,
    grants: acceptRoleGrants(body.grants, workspace, services),
    created_at: now,
    created_by: caller.id,
    assignments: 0,
  };
  const presented = presentRole(role);

  return {
    events: [{ action: 'role.created', stream: workspace.id, target: { type: 'role', id: role._id, name: role.name } }],
    changes: [...roles.insert(role, newRoleRefusals()), workspaces.guardRights(workspace.id, workspace.head)],
    answer: created(`/v1/workspaces/${workspace.id}/roles/${role._id}`, presented, { ETag: entityTagOf(presented) }),
  };
};
