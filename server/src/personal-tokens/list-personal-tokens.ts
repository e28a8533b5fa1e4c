import { type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { ownWorkspaces } from './own-workspaces.ts';
import { presentPersonalToken } from './present-personal-token.ts';

/** The caller's own tokens, ended ones of the last 90 days among them, newest first. */
export const listPersonalTokens: Operation<'listPersonalTokens'> = async (request) => {
  const { caller, heads, now, services } = request;
  const start = startOf('listPersonalTokens', caller.id, request);
  const page = await services.apiTokens.page(caller.id, 'personal_token', now, start);
  await heads.read(page.documents.map(({ _id }) => apiTokenHeadId(_id)));
  const own = await ownWorkspaces(caller.id, heads, services);
  const data = page.documents.map((token) =>
    presentPersonalToken(token, heads.get<ApiTokenHead>(apiTokenHeadId(token._id)), own, now),
  );
  return read(nextPage(data, page, start, request));
};
