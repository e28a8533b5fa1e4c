import { ownedToken } from '../api-tokens/owned-token.ts';
import { resumeToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { ownWorkspaces } from './own-workspaces.ts';
import { presentPersonalToken } from './present-personal-token.ts';

/** Lets a suspended token work again. */
export const resumePersonalToken: Operation<'resumePersonalToken'> = async (request) => {
  const { path, caller, heads, now, services } = request;
  const token = await ownedToken('personal_token', caller.id, path.token_id, request);
  const { record, head, events, changes } = resumeToken(token, now, services.apiTokens);
  const own = await ownWorkspaces(caller.id, heads, services);
  return { events, changes, answer: ok(presentPersonalToken(record, head, own, now)) };
};
