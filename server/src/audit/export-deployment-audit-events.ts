import { deploymentStream } from '../deployment/deployment.ts';
import type { Operation } from '../operation/operation.ts';
import { exportTrail } from './export-trail.ts';

/** The whole trail of the deployment for a third party. */
export const exportDeploymentAuditEvents: Operation<'exportDeploymentAuditEvents'> = ({ query, services }) =>
  exportTrail(deploymentStream, query.after_seq, services);
