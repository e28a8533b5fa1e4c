import { deploymentStream } from '../deployment/deployment.ts';
import { nextPage, startOf } from '../operation/list-page.ts';
import { type Operation, read } from '../operation/operation.ts';
import { checkpointPage } from './checkpoint-page.ts';

/** The signed checkpoints of the deployment's own trail, newest first. */
export const listDeploymentAuditCheckpoints: Operation<'listDeploymentAuditCheckpoints'> = async (request) => {
  const { services } = request;
  const start = startOf('listDeploymentAuditCheckpoints', deploymentStream, request);
  const { data, keys, page } = await checkpointPage(deploymentStream, start, services);
  const answer = nextPage(data, page, start, request);
  return read({ ...answer, body: { ...answer.body, keys } });
};
