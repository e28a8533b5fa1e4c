import type { Subject } from '../authorization/decide.ts';
import { notFound, ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read, type Wire } from '../operation/operation.ts';
import { type KnownWorkspace, knowWorkspace } from '../workspaces/known-workspace.ts';

/** What the caller may do in one workspace: the very lists of grants that decisions ask. */
export const getMyPermissions: Operation<'getMyPermissions'> = async ({ query, caller, heads, services }) => {
  const workspace = await knowWorkspace(query.workspace, caller.subject, heads, services);
  if (workspace === undefined) throw notFound();
  if (workspace.head.state === 'suspended') throw new ServiceError('workspace_suspended');
  return read(
    ok({
      workspace: { id: workspace.id, slug: workspace.slug },
      role: workspace.role?.id ?? null,
      lists: listsOf(caller.subject, workspace),
      resource_limit: caller.type === 'user' ? null : caller.record.resource_limit,
    }),
  );
};

/** In the order in which they are asked. */
function listsOf(subject: Subject, { role }: KnownWorkspace): Wire<'getMyPermissions', 200>['lists'] {
  return [
    ...('permission' in subject ? [{ layer: 'token', grants: subject.permission.grants } as const] : []),
    ...(role === undefined ? [] : [{ layer: 'role', grants: role.grants.grants } as const]),
  ];
}
