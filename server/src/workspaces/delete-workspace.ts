import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireCurrent } from '../operation/preconditions.ts';
import { requireRecent } from '../sessions/recent-authentication.ts';
import { presentWorkspace } from './present-workspace.ts';

/**
 * Ends a workspace with everything in it, by one write to its head: from the next request on nobody can know that it
 * exists. Its slug stays taken, so that nobody inherits its URLs; everything else is removed a month later (`purge/`).
 */
export const deleteWorkspace: Operation<'deleteWorkspace'> = ({ caller, ifMatch, workspace, now, services }) => {
  requireRecent(caller, now);
  requireCurrent(ifMatch, presentWorkspace(workspace.record));

  return {
    events: [
      {
        action: 'workspace.deleted',
        stream: workspace.id,
        target: { type: 'workspace', id: workspace.id, name: workspace.record.name },
      },
    ],
    changes: services.workspaces.update(workspace.id, workspace.head, { state: 'deleted', deleted_at: now }),
    answer: noContent(),
  };
};
