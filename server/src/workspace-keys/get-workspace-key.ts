import { type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { notFound } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

export const getWorkspaceKey: Operation<'getWorkspaceKey'> = async ({ path, workspace, heads, now, services }) => {
  const key = await services.apiTokens.find(workspace.id, 'workspace_key', path.token_id);
  if (key === undefined) throw notFound();
  return read(ok(presentWorkspaceKey(key, await heads.one<ApiTokenHead>(apiTokenHeadId(key._id)), now)));
};
