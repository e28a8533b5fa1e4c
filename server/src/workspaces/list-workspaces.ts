import type { Principal } from '../authentication/principal.ts';
import { ok } from '../operation/answers.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { unreachedReason } from '../personal-tokens/reach.ts';
import { presentWorkspace } from './present-workspace.ts';
import { type MembershipRecord, standingOf, type WorkspaceRecord } from './workspace.ts';

/** The workspaces that the caller can reach: a person's memberships, those of them that a token reaches, or a key's own. */
export const listWorkspaces: Operation<'listWorkspaces'> = async (request) => {
  const { caller, services } = request;
  if (caller.type === 'workspace_key') {
    const [record] = await services.workspaces.findMany([caller.workspaceId]);
    return read(
      ok({ data: record === undefined ? [] : [{ ...presentWorkspace(record), role: null }], next_cursor: null }),
    );
  }
  const personId = caller.type === 'personal_token' ? caller.userId : caller.id;
  const start = startOf('listWorkspaces', caller.id, request);
  const page = await services.workspaces.membershipsOf(personId, start);
  const records = await services.workspaces.findMany(page.documents.map(({ workspace_id }) => workspace_id));
  const byId = new Map(records.map((record) => [record._id, record]));
  const data = page.documents.flatMap((membership) => {
    const record = byId.get(membership.workspace_id);
    return record === undefined || record.state === 'deleted' || !isReached(record, membership, caller)
      ? []
      : [{ ...presentWorkspace(record), role: membership.role_id }];
  });
  return read(nextPage(data, page, start, request));
};

/** A person reaches every workspace they are in; their token only where it was made for, and is let in at present. */
function isReached(
  { _id: id, state, policy }: WorkspaceRecord,
  membership: MembershipRecord,
  caller: Principal,
): boolean {
  if (caller.type !== 'personal_token') return true;
  const standing = standingOf(membership);
  if (standing === undefined || state === 'deleted') return false;
  return unreachedReason(caller.record, { id, state, policy, ...standing }) === undefined;
}
