import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentEvent } from './present-event.ts';
import { requireVisibleEvent } from './visible-event.ts';

/** One event of the workspace. */
export const getAuditEvent: Operation<'getAuditEvent'> = async ({ path, caller, workspace, services }) => {
  const sealed = await requireVisibleEvent(services.audit, workspace.id, path.event_id, caller);
  const [event = undefined] = await services.auditPersonal.reveal([sealed]);
  if (event === undefined) throw new TypeError('an event that was found is revealed');
  return read(ok(presentEvent(event)));
};
