import { ownedToken } from '../api-tokens/owned-token.ts';
import { suspendToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { ownWorkspaces } from './own-workspaces.ts';
import { presentPersonalToken } from './present-personal-token.ts';

/** Refuses the token until it is resumed. Suspending a suspended one changes nothing. */
export const suspendPersonalToken: Operation<'suspendPersonalToken'> = async (request) => {
  const { path, caller, heads, now, services } = request;
  const token = await ownedToken('personal_token', caller.id, path.token_id, request);
  const { record, head, events, changes } = suspendToken(token, now, services.apiTokens);
  const own = await ownWorkspaces(caller.id, heads, services);
  return { events, changes, answer: ok(presentPersonalToken(record, head, own, now)) };
};
