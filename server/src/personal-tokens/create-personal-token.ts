import { newTokenRefusals } from '../api-tokens/new-token-refusals.ts';
import { tokenExpiry } from '../api-tokens/token-expiry.ts';
import { generateSecret } from '../api-tokens/token-format.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { carriageOf, findCarriedRole } from '../roles/carried-role.ts';
import { acceptListed, acceptTokenLimit, acceptTokenPermission, strictestExpiry } from './accept-token.ts';
import { newPersonalToken } from './new-personal-token.ts';
import { guardJudged, ownWorkspaces } from './own-workspaces.ts';
import { personalTokenEvents } from './personal-token-events.ts';
import { presentPersonalToken } from './present-personal-token.ts';
import { onlyWorkspace, unreachedReason } from './reach.ts';

/** Issues a token that acts for the caller, where they are a member and with their role there. The secret is in this answer only. */
export const createPersonalToken: Operation<'createPersonalToken'> = async ({ body, caller, heads, now, services }) => {
  const { apiTokens, users, catalog } = services;
  const own = await ownWorkspaces(caller.id, heads, services);
  const listed =
    body.workspaces.kind === 'list' ? acceptListed(body.workspaces.workspace_ids, body.environment, own) : undefined;
  const covered = listed ?? [...own.values()];
  const only = onlyWorkspace(listed?.map(({ id }) => id) ?? []);
  const findCustomRole = await findCarriedRole(body.permission, only, services);
  const maker = { catalog, own, covered, findCustomRole };
  const permission = acceptTokenPermission(body.permission, maker);

  const secret = generateSecret('personal_token', body.environment, catalog.tokenBrand);
  const draft = newPersonalToken({
    userId: caller.id,
    workspaceIds: listed === undefined ? 'all' : listed.map(({ id }) => id),
    name: body.name.normalize('NFC'),
    description: body.description ?? null,
    environment: body.environment,
    permission,
    resourceLimit: body.resource_limit === undefined ? null : acceptTokenLimit(body.resource_limit, maker),
    expiresAt: null,
    secret,
    now,
  });
  const reached = covered.filter((workspace) => unreachedReason(draft, workspace) === undefined);
  const token = { ...draft, expires_at: tokenExpiry(body.expires_at, strictestExpiry(reached, catalog), now) };
  const room = await apiTokens.roomFor(token.owner, token.name, now);

  return {
    events: await personalTokenEvents(token, 'created', services),
    changes: [
      ...apiTokens.insert(token, secret.digest, room, newTokenRefusals()),
      users.noteTokenMade(caller.id, now),
      ...carriageOf(token.permission, only, services),
      ...guardJudged(listed ?? [], services),
    ],
    answer: created(`/v1/me/tokens/${token._id}`, {
      ...presentPersonalToken(token, undefined, own, now),
      secret: secret.value,
    }),
  };
};
