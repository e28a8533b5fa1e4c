import type { Operation } from '../operation/operation.ts';
import { okWithTag, requireCurrent } from '../operation/preconditions.ts';
import { presentWorkspace } from './present-workspace.ts';

/** Renames a workspace. Its slug is in the URLs of the people who use it, and stays. */
export const updateWorkspace: Operation<'updateWorkspace'> = ({ body, ifMatch, workspace, services }) => {
  const { record } = workspace;
  requireCurrent(ifMatch, presentWorkspace(record));
  if (body.name === record.name) return { events: [], changes: [], answer: okWithTag(presentWorkspace(record)) };

  return {
    events: [
      {
        action: 'workspace.updated',
        stream: workspace.id,
        target: { type: 'workspace', id: workspace.id, name: body.name },
        changes: [{ member: 'name', before: record.name, after: body.name }],
      },
    ],
    changes: services.workspaces.update(workspace.id, workspace.head, { name: body.name }),
    answer: okWithTag(presentWorkspace({ ...record, name: body.name })),
  };
};
