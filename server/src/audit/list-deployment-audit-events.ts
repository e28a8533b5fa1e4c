import { deploymentStream } from '../deployment/deployment.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { filterOf } from './audit-query.ts';
import { presentEvent } from './present-event.ts';

/** What happened outside of workspaces, newest first. */
export const listDeploymentAuditEvents: Operation<'listDeploymentAuditEvents'> = async (request) => {
  const { query, services } = request;
  const start = startOf('listDeploymentAuditEvents', deploymentStream, request);
  const page = await services.audit.page(deploymentStream, filterOf(query), start);
  return read(nextPage(page.documents.map(presentEvent), page, start, request));
};
