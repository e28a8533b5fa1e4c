import { deploymentStream } from '../deployment/deployment.ts';
import { notFound, ServiceError } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { knowWorkspace } from '../workspaces/known-workspace.ts';
import { findOwnSession } from './own-session.ts';
import { presentSession } from './present-session.ts';

/** Remembers which workspace the web client shows. No decision ever looks at it (promise Y4, docs/promises.md). */
export const switchWorkspace: Operation<'switchWorkspace'> = async (request) => {
  const { body, caller, heads, services } = request;
  const found = await findOwnSession(request);
  if (found === undefined || !found.isLive) throw notFound();
  const { record, head, isCurrent } = found;
  if (record.kind !== 'sliding') {
    throw new ServiceError('conflict', {
      detail: 'Only a sliding session has a current workspace; a client of another kind names it in each request.',
    });
  }
  const workspace =
    body.workspace === null ? null : await knowWorkspace(body.workspace, caller.subject, heads, services);
  if (workspace === undefined) throw notFound();
  const workspaceId = workspace?.id ?? null;

  return {
    events: [
      {
        action: 'session.workspace_switched',
        stream: deploymentStream,
        target: { type: 'session', id: record._id, name: record.client_name },
        changes: [{ member: 'current_workspace_id', before: record.current_workspace_id, after: workspaceId }],
      },
    ],
    changes: [services.sessions.switchWorkspace(record._id, workspaceId)],
    answer: ok(presentSession({ ...record, current_workspace_id: workspaceId }, head, isCurrent)),
  };
};
