import { ownedToken } from '../api-tokens/owned-token.ts';
import { endTokenOverlap } from '../api-tokens/token-life.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';

/** Ends the secret before the last rotation, at once. */
export const endServiceKeyOverlap: Operation<'endServiceKeyOverlap'> = async (request) => {
  const { path, now, services } = request;
  const key = await ownedToken('service_key', deploymentOwner, path.token_id, request);
  const { events, changes } = endTokenOverlap(key, now, services.apiTokens);
  return { events, changes, answer: noContent() };
};
