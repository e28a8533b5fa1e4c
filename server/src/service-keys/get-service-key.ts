import { type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { notFound } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';
import { presentServiceKey } from './present-service-key.ts';

export const getServiceKey: Operation<'getServiceKey'> = async ({ path, heads, now, services }) => {
  const key = await services.apiTokens.find(deploymentOwner, 'service_key', path.token_id);
  if (key === undefined) throw notFound();
  return read(ok(presentServiceKey(key, await heads.one<ApiTokenHead>(apiTokenHeadId(key._id)), now)));
};
