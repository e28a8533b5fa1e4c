import { ownedToken } from '../api-tokens/owned-token.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { ownWorkspaces } from './own-workspaces.ts';
import { presentPersonalToken } from './present-personal-token.ts';

/** One of the caller's own tokens, and where it does not reach. */
export const getPersonalToken: Operation<'getPersonalToken'> = async (request) => {
  const { path, caller, heads, now, services } = request;
  const { record, head } = await ownedToken('personal_token', caller.id, path.token_id, request);
  return read(ok(presentPersonalToken(record, head, await ownWorkspaces(caller.id, heads, services), now)));
};
