import { ownedToken } from '../api-tokens/owned-token.ts';
import { suspendToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { withRightsGuarded } from '../workspaces/with-rights-guarded.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

/** Refuses the key until it is resumed. Suspending a suspended one changes nothing. */
export const suspendWorkspaceKey: Operation<'suspendWorkspaceKey'> = async (request) => {
  const { path, workspace, now, services } = request;
  const key = await ownedToken('workspace_key', workspace.id, path.token_id, request);
  const { record, head, ...step } = suspendToken(key, now, services.apiTokens);
  return { ...withRightsGuarded(step, workspace, services), answer: ok(presentWorkspaceKey(record, head, now)) };
};
