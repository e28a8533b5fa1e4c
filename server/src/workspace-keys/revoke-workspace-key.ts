import { notFound } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';

/** Ends a key for ever, at once and everywhere. Revoking it again changes nothing and is answered alike. */
export const revokeWorkspaceKey: Operation<'revokeWorkspaceKey'> = async ({ path, workspace, now, services }) => {
  const { apiTokens, workspaces } = services;
  const key = await apiTokens.find(workspace.id, 'workspace_key', path.token_id);
  if (key === undefined) throw notFound();
  if (key.state === 'revoked') return { events: [], changes: [], answer: noContent() };

  return {
    events: [
      {
        action: 'workspace_key.revoked',
        stream: workspace.id,
        target: { type: 'workspace_key', id: key._id, name: key.name },
        environment: key.environment,
      },
    ],
    changes: [
      ...apiTokens.revoke(key, now),
      ...(await apiTokens.giveUpName(key)),
      workspaces.guardRights(workspace.id, workspace.head),
    ],
    answer: noContent(),
  };
};
