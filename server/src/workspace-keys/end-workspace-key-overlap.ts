import { ownedToken } from '../api-tokens/owned-token.ts';
import { endTokenOverlap } from '../api-tokens/token-life.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { withRightsGuarded } from '../workspaces/with-rights-guarded.ts';

/** Ends the secret before the last rotation, at once. */
export const endWorkspaceKeyOverlap: Operation<'endWorkspaceKeyOverlap'> = async (request) => {
  const { path, workspace, now, services } = request;
  const key = await ownedToken('workspace_key', workspace.id, path.token_id, request);
  const { events, changes } = endTokenOverlap(key, now, services.apiTokens);
  return { ...withRightsGuarded({ events, changes }, workspace, services), answer: noContent() };
};
