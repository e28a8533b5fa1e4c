import { ownedToken } from '../api-tokens/owned-token.ts';
import { resumeToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { withRightsGuarded } from '../workspaces/with-rights-guarded.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

/** Lets a suspended key work again. */
export const resumeWorkspaceKey: Operation<'resumeWorkspaceKey'> = async (request) => {
  const { path, workspace, now, services } = request;
  const key = await ownedToken('workspace_key', workspace.id, path.token_id, request);
  const { record, head, ...step } = resumeToken(key, now, services.apiTokens);
  return { ...withRightsGuarded(step, workspace, services), answer: ok(presentWorkspaceKey(record, head, now)) };
};
