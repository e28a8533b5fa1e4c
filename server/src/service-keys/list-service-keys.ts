import { type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';
import { presentServiceKey } from './present-service-key.ts';

/** The deployment's keys, ended ones of the last 90 days among them, newest first. */
export const listServiceKeys: Operation<'listServiceKeys'> = async (request) => {
  const { heads, now, services } = request;
  const start = startOf('listServiceKeys', deploymentOwner, request);
  const page = await services.apiTokens.page(deploymentOwner, 'service_key', now, start);
  await heads.read(page.documents.map(({ _id }) => apiTokenHeadId(_id)));
  const data = page.documents.map((key) =>
    presentServiceKey(key, heads.get<ApiTokenHead>(apiTokenHeadId(key._id)), now),
  );
  return read(nextPage(data, page, start, request));
};
