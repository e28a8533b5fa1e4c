import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { createServiceKey, setUpOperator, signUpOwner } from './actors.ts';
import { completeRequests } from './complete-requests.ts';
import type { Asked } from './test-client.ts';
import type { TestServer } from './test-server.ts';

/**
 * A request of each operation that would be carried out, with a credential that may ask it and about something of its own.
 * For a deployment that is not set up yet.
 */
export async function prepareRequests(server: TestServer): Promise<ReadonlyMap<OperationId, Asked>> {
  const operator = await setUpOperator(server);
  const serviceKey = await createServiceKey(server, operator);
  const requests = completeRequests(server, operator);
  const prepared = new Map<OperationId, Asked>();
  for (const id of Object.keys(operationTable) as OperationId[]) {
    const { permission, credentials } = operationTable[id];
    const setting = await signUpOwner(server);
    const asked = await requests[id](setting);
    if (permission === 'public') prepared.set(id, asked);
    else if (permission === 'operator') prepared.set(id, { ...asked, as: operator.session });
    else if ((credentials as readonly string[]).includes('session'))
      prepared.set(id, { ...asked, as: setting.owner.session });
    else prepared.set(id, { ...asked, as: serviceKey });
  }
  // Its last use is noted once a minute, and would be all that is written by a question that is refused.
  await server.succeed('getMe', { as: serviceKey });
  return prepared;
}
