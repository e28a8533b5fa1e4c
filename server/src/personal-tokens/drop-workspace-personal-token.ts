import { type ApiTokenHead, type ApiTokenRecord, apiTokenHeadId, apiTokenState } from '../api-tokens/api-token.ts';
import { tokenEvent } from '../api-tokens/token-event.ts';
import { notFound } from '../errors/service-error.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation, OperationRequest } from '../operation/operation.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import { wasLeftSince } from '../workspaces/workspace.ts';
import { covers } from './reach.ts';

type Request = OperationRequest<'dropWorkspacePersonalToken'>;

/** A workspace shuts a member's token out, for good. The token goes on elsewhere; where nothing is left it is revoked. */
export const dropWorkspacePersonalToken: Operation<'dropWorkspacePersonalToken'> = async (request) => {
  const { workspace, now, services } = request;
  const { apiTokens, workspaces } = services;
  const { record, head } = await coveringToken(request);
  if (record.reach?.dropped[workspace.id] === true) return { events: [], changes: [], answer: noContent() };

  const isLast = record.reach?.kind === 'list' && remainingWorkspaces(record, workspace.id).length === 0;
  const dropped = tokenEvent(record, 'dropped');
  return {
    events: [dropped, { ...dropped, stream: workspace.id }, ...(isLast ? [tokenEvent(record, 'revoked')] : [])],
    changes: [
      ...apiTokens.drop(record, head, workspace.id),
      ...(isLast ? [...apiTokens.revoke(record, now), ...(await apiTokens.giveUpName(record))] : []),
      workspaces.guardRights(workspace.id, workspace.head),
    ],
    answer: noContent(),
  };
};

/** The workspaces that a token was made for by name and would still cover without one of them. */
export const remainingWorkspaces = ({ reach }: ApiTokenRecord, without: string): string[] =>
  Object.keys(reach?.workspaces ?? {}).filter((id) => id !== without && reach?.dropped[id] !== true);

/** A live token that covers the workspace, of somebody who is a member of it; every other looks unknown. */
async function coveringToken({ path, workspace, heads, now, services }: Request) {
  const head = await heads.one<ApiTokenHead>(apiTokenHeadId(path.token_id));
  const record = await services.apiTokens.findById(path.token_id);
  if (record?.kind !== 'personal_token' || head === undefined || !covers(record, workspace.id)) throw notFound();
  const state = apiTokenState(head, now);
  const owner = await heads.one<UserHead>(userHeadId(record.owner));
  if (owner === undefined || state === 'revoked' || state === 'expired') throw notFound();
  const { version } = workspace.head;
  const standing = await services.workspaces.standing(workspace.id, version, record.owner, owner.version);
  if (standing === undefined || wasLeftSince(record.created_at, standing)) throw notFound();
  return { record, head };
}
