import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { proveEvent } from './prove-event.ts';
import { requireVisibleEvent } from './visible-event.ts';

/** Shows that an event of the workspace is in its trail as it was when a checkpoint was signed. */
export const getProof: Operation<'getProof'> = async ({ path, caller, workspace, services }) => {
  const event = await requireVisibleEvent(services.audit, workspace.id, path.event_id, caller);
  return read(ok(await proveEvent(event, services)));
};
