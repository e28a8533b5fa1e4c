import { ownedToken } from '../api-tokens/owned-token.ts';
import { resumeToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';
import { presentServiceKey } from './present-service-key.ts';

/** Lets a suspended key work again. */
export const resumeServiceKey: Operation<'resumeServiceKey'> = async (request) => {
  const { path, now, services } = request;
  const key = await ownedToken('service_key', deploymentOwner, path.token_id, request);
  const { record, head, events, changes } = resumeToken(key, now, services.apiTokens);
  return { events, changes, answer: ok(presentServiceKey(record, head, now)) };
};
