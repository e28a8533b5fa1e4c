import { deploymentStream } from '../deployment/deployment.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentWorkspace } from './present-workspace.ts';

/** Every workspace of the deployment, by name and state: operators see nothing of what is inside. */
export const listAllWorkspaces: Operation<'listAllWorkspaces'> = async (request) => {
  const start = startOf('listAllWorkspaces', deploymentStream, request);
  const page = await request.services.workspaces.page(start);
  return read(nextPage(page.documents.map(presentWorkspace), page, start, request));
};
