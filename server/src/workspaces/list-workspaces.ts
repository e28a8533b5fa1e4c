import { ok } from '../operation/answers.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentWorkspace } from './present-workspace.ts';

/** The workspaces that the caller can reach: a person's memberships, or the one that a key belongs to. */
export const listWorkspaces: Operation<'listWorkspaces'> = async (request) => {
  const { caller, services } = request;
  if (caller.type === 'workspace_key') {
    const [record] = await services.workspaces.findMany([caller.workspaceId]);
    return read(
      ok({ data: record === undefined ? [] : [{ ...presentWorkspace(record), role: null }], next_cursor: null }),
    );
  }
  const start = startOf('listWorkspaces', caller.id, request);
  const page = await services.workspaces.membershipsOf(caller.id, start);
  const records = await services.workspaces.findMany(page.documents.map(({ workspace_id }) => workspace_id));
  const byId = new Map(records.map((record) => [record._id, record]));
  const data = page.documents.flatMap(({ workspace_id, role_id }) => {
    const record = byId.get(workspace_id);
    return record === undefined || record.state === 'deleted' ? [] : [{ ...presentWorkspace(record), role: role_id }];
  });
  return read(nextPage(data, page, start, request));
};
