import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { filterOf } from './audit-query.ts';
import { presentEvent } from './present-event.ts';

/** What happened in the workspace, newest first. A test key sees what was done in the test environment, and nothing else. */
export const listAuditEvents: Operation<'listAuditEvents'> = async (request) => {
  const { query, caller, workspace, services } = request;
  const environment = caller.environment === 'test' ? ('test' as const) : undefined;
  const start = startOf('listAuditEvents', `${workspace.id} ${environment ?? ''}`, request);
  const page = await services.audit.page(workspace.id, { ...filterOf(query), environment }, start);
  return read(nextPage(page.documents.map(presentEvent), page, start, request));
};
