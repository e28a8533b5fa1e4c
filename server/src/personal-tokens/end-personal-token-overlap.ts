import { ownedToken } from '../api-tokens/owned-token.ts';
import { endTokenOverlap } from '../api-tokens/token-life.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';

/** Ends the secret before the last rotation, at once. */
export const endPersonalTokenOverlap: Operation<'endPersonalTokenOverlap'> = async (request) => {
  const { path, caller, now, services } = request;
  const token = await ownedToken('personal_token', caller.id, path.token_id, request);
  const { events, changes } = endTokenOverlap(token, now, services.apiTokens);
  return { events, changes, answer: noContent() };
};
