import { hash } from 'node:crypto';
import type { MemberChange } from '../audit/audit-event.ts';
import type { Operation } from '../operation/operation.ts';
import { okWithTag } from '../operation/preconditions.ts';
import { acceptRoleGrants } from './accept-role-grants.ts';
import { requireCustomRole } from './custom-role.ts';
import { newRoleRefusals } from './new-role-refusals.ts';
import { presentRole, type RoleRecord } from './role.ts';

/** Changes a role for everybody who has it, from the next request on. */
export const updateRole: Operation<'updateRole'> = async (request) => {
  const { body, workspace, services } = request;
  const { roles, workspaces } = services;
  const before = await requireCustomRole(request, 'required');
  const after: RoleRecord = {
    ...before,
    name: body.name?.normalize('NFC') ?? before.name,
    description: body.description === undefined ? before.description : body.description,
    grants: body.grants === undefined ? before.grants : acceptRoleGrants(body.grants, workspace, services),
  };
  const changes = changesBetween(before, after);
  const answer = okWithTag(presentRole(after));
  if (changes.length === 0) return { events: [], changes: [], answer };

  return {
    events: [
      {
        action: 'role.updated',
        stream: workspace.id,
        target: { type: 'role', id: before._id, name: after.name },
        changes,
      },
    ],
    changes: [
      ...roles.update(before, after, newRoleRefusals().nameTaken),
      workspaces.raiseVersion(workspace.id, workspace.head),
    ],
    answer,
  };
};

/** As long as an event can hold it; beyond that, what tells one list of grants from another. */
function grantsText({ grants }: RoleRecord): string {
  const text = JSON.stringify(grants);
  return text.length <= 4_096 ? text : `${grants.length} grants, sha-256 ${hash('sha256', text)}`;
}

const changesBetween = (before: RoleRecord, after: RoleRecord): MemberChange[] =>
  [
    { member: 'name', before: before.name as string | null, after: after.name as string | null },
    { member: 'description', before: before.description, after: after.description },
    { member: 'grants', before: grantsText(before), after: grantsText(after) },
  ].filter((change) => change.before !== change.after);
