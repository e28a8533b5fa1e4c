import { ownedToken } from '../api-tokens/owned-token.ts';
import { rotateToken } from '../api-tokens/token-life.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { ownWorkspaces } from './own-workspaces.ts';
import { presentPersonalToken } from './present-personal-token.ts';

/** A second secret now, while the old one works on for the overlap. */
export const rotatePersonalToken: Operation<'rotatePersonalToken'> = async (request) => {
  const { path, body, caller, heads, now, services } = request;
  const token = await ownedToken('personal_token', caller.id, path.token_id, request);
  const about = { overlapSeconds: body.overlap_seconds, brand: services.catalog.tokenBrand, now };
  const { record, head, secret, events, changes } = rotateToken(token, about, services.apiTokens);
  const own = await ownWorkspaces(caller.id, heads, services);
  return { events, changes, answer: ok({ ...presentPersonalToken(record, head, own, now), secret: secret.value }) };
};
