import { ownedToken } from '../api-tokens/owned-token.ts';
import { rotateToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { withRightsGuarded } from '../workspaces/with-rights-guarded.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

/** A second secret now, while the old one works on for the overlap: nobody's calls fail in between. */
export const rotateWorkspaceKey: Operation<'rotateWorkspaceKey'> = async (request) => {
  const { path, body, workspace, now, services } = request;
  const key = await ownedToken('workspace_key', workspace.id, path.token_id, request);
  const about = { overlapSeconds: body.overlap_seconds, brand: services.catalog.tokenBrand, now };
  const { record, head, secret, ...step } = rotateToken(key, about, services.apiTokens);
  return {
    ...withRightsGuarded(step, workspace, services),
    answer: ok({ ...presentWorkspaceKey(record, head, now), secret: secret.value }),
  };
};
