import { ownedToken, requireNotEnded } from '../api-tokens/owned-token.ts';
import { tokenExpiry } from '../api-tokens/token-expiry.ts';
import { updateToken } from '../api-tokens/update-token.ts';
import { ok } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { carriageOf, findCarriedRole } from '../roles/carried-role.ts';
import { acceptTokenLimit, acceptTokenPermission, strictestExpiry } from './accept-token.ts';
import { guardJudged, ownWorkspaces } from './own-workspaces.ts';
import { presentPersonalToken } from './present-personal-token.ts';
import { onlyWorkspace, unreachedReason } from './reach.ts';

/** What keeps a token out for good, so that it does not count as covered any more. */
const lasting: readonly (string | undefined)[] = ['not_a_member', 'dropped', 'left_since_creation'];

/** Changes a token that lives; what is asked for is judged as at its creation. */
export const updatePersonalToken: Operation<'updatePersonalToken'> = async (request) => {
  const { path, body, caller, heads, now, services } = request;
  const token = await ownedToken('personal_token', caller.id, path.token_id, request);
  requireNotEnded(token, now);
  const own = await ownWorkspaces(caller.id, heads, services);
  const covered = [...own.values()].filter((workspace) => !lasting.includes(unreachedReason(token.record, workspace)));
  const reached = covered.filter((workspace) => unreachedReason(token.record, workspace) === undefined);
  const only = onlyWorkspace(Object.keys(token.record.reach?.workspaces ?? {}));
  const findCustomRole = await findCarriedRole(body.permission, only, services);
  const maker = { catalog: services.catalog, own, covered, findCustomRole };

  const update = {
    name: body.name?.normalize('NFC'),
    description: body.description,
    permission: body.permission === undefined ? undefined : acceptTokenPermission(body.permission, maker),
    resource_limit: body.resource_limit && acceptTokenLimit(body.resource_limit, maker),
    expires_at:
      body.expires_at === undefined
        ? undefined
        : tokenExpiry(body.expires_at, strictestExpiry(reached, services.catalog), now),
  };
  const { record, head, events, changes } = await updateToken(token, update, now, services.apiTokens);
  const judged = token.record.reach?.kind === 'list' ? covered : [];
  const given =
    events.length === 0 ? [] : [...carriageOf(update.permission, only, services), ...guardJudged(judged, services)];
  return { events, changes: [...changes, ...given], answer: ok(presentPersonalToken(record, head, own, now)) };
};
