import { ServiceError } from '../errors/service-error.ts';
import type { Operation } from '../operation/operation.ts';
import { exportTrail } from './export-trail.ts';

/** The whole trail of the workspace for a third party. It holds live events, which are none of a test key's business. */
export const exportAuditEvents: Operation<'exportAuditEvents'> = async ({ query, caller, workspace, services }) => {
  if (caller.environment === 'test') throw new ServiceError('wrong_environment');
  return exportTrail(workspace.id, query.after_seq, services);
};
