import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { checkpointPage } from './checkpoint-page.ts';

/** The signed checkpoints of the workspace's trail, newest first. */
export const listCheckpoints: Operation<'listCheckpoints'> = async (request) => {
  const { workspace, services } = request;
  const start = startOf('listCheckpoints', workspace.id, request);
  const { data, keys, page } = await checkpointPage(workspace.id, start, services);
  const answer = nextPage(data, page, start, request);
  return read({ ...answer, body: { ...answer.body, keys } });
};
