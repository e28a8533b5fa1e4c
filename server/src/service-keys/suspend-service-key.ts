import { ownedToken } from '../api-tokens/owned-token.ts';
import { suspendToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { deploymentOwner } from './new-service-key.ts';
import { presentServiceKey } from './present-service-key.ts';

/** Refuses the key until it is resumed. Suspending a suspended one changes nothing. */
export const suspendServiceKey: Operation<'suspendServiceKey'> = async (request) => {
  const { path, now, services } = request;
  const key = await ownedToken('service_key', deploymentOwner, path.token_id, request);
  const { record, head, events, changes } = suspendToken(key, now, services.apiTokens);
  return { events, changes, answer: ok(presentServiceKey(record, head, now)) };
};
