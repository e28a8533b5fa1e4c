import { type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentWorkspaceKey } from './present-workspace-key.ts';

/** The workspace's keys, ended ones of the last 90 days among them, newest first. Never their secrets. */
export const listWorkspaceKeys: Operation<'listWorkspaceKeys'> = async (request) => {
  const { workspace, heads, now, services } = request;
  const start = startOf('listWorkspaceKeys', workspace.id, request);
  const page = await services.apiTokens.page(workspace.id, 'workspace_key', now, start);
  await heads.read(page.documents.map(({ _id }) => apiTokenHeadId(_id)));
  const data = page.documents.map((key) =>
    presentWorkspaceKey(key, heads.get<ApiTokenHead>(apiTokenHeadId(key._id)), now),
  );
  return read(nextPage(data, page, start, request));
};
