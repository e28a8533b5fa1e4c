import { type ApiTokenHead, apiTokenHeadId } from '../api-tokens/api-token.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { standingOf } from '../workspaces/workspace.ts';
import { presentWorkspacePersonalToken } from './present-workspace-personal-token.ts';
import { type CoveredWorkspace, unreachedReason } from './reach.ts';

/** What members' tokens reach this workspace, or would if the policy let them, newest first. */
export const listWorkspacePersonalTokens: Operation<'listWorkspacePersonalTokens'> = async (request) => {
  const { workspace, heads, now, services } = request;
  const start = startOf('listWorkspacePersonalTokens', workspace.id, request);
  const { policy } = workspace.record;
  const standings = new Map(
    (await services.workspaces.membersOf(workspace.id)).flatMap((member): [string, CoveredWorkspace][] => {
      const standing = standingOf(member);
      return standing === undefined
        ? []
        : [[member.user_id, { id: workspace.id, state: workspace.snapshot.state, policy, ...standing }]];
    }),
  );
  const page = await services.apiTokens.pageCovering(workspace.id, [...standings.keys()], now, start);
  await heads.read(page.documents.map(({ _id }) => apiTokenHeadId(_id)));

  const data = page.documents.flatMap((token) => {
    const standing = standings.get(token.owner);
    if (standing === undefined) return [];
    const blockedBy = unreachedReason(token, standing);
    if (blockedBy === 'left_since_creation') return [];
    const head = heads.get<ApiTokenHead>(apiTokenHeadId(token._id));
    return [presentWorkspacePersonalToken(token, head, blockedBy ?? null, now)];
  });
  return read(nextPage(data, page, start, request));
};
