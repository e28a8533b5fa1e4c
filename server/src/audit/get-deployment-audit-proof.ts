import { deploymentStream } from '../deployment/deployment.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { proveEvent } from './prove-event.ts';
import { requireVisibleEvent } from './visible-event.ts';

/** Shows that an event of the deployment is in its trail as it was when a checkpoint was signed. */
export const getDeploymentAuditProof: Operation<'getDeploymentAuditProof'> = async ({ path, caller, services }) => {
  const event = await requireVisibleEvent(services.audit, deploymentStream, path.event_id, caller);
  return read(ok(await proveEvent(event, services)));
};
