import { type AuditEvent, type RequestOrigin, recordEvent } from '../audit/audit-event.ts';
import { authorOf, type Principal } from '../authentication/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';

/**
 * Commits what an operation wants, once: its events as this caller's, its changes, and the caller's own guard, so that a
 * credential that was ended a moment ago changes nothing. Bookkeeping alone needs no guard.
 */
export async function commitOutcome(
  { events, changes }: { readonly events: readonly AuditEvent[]; readonly changes: readonly Change[] },
  about: {
    readonly caller: Principal | undefined;
    readonly workspace: KnownWorkspace | undefined;
    readonly origin: RequestOrigin;
    readonly now: number;
    readonly services: Services;
  },
): Promise<void> {
  if (events.length === 0 && changes.length === 0) return;
  const { caller, origin, now, services } = about;
  const hidesTokenOwner = about.workspace?.record.policy.audit_names_token_owner === false;
  const author = caller === undefined ? undefined : authorOf(caller, hidesTokenOwner);
  const records = events.map((event) => recordEvent(event, { id: newIdentifier('evt'), now, origin, author }));
  const guards = records.length === 0 || caller === undefined ? [] : guardsOf(caller, services);
  await services.commit(records, [...guards, ...changes]);
}

/** The credential still counts, and the person still may: both are writes, because a read would let two commits pass each other. */
function guardsOf(caller: Principal, { sessions, users, apiTokens }: Services): Change[] {
  const rejected = new ServiceError('invalid_token');
  if (caller.type === 'user')
    return [sessions.guard(caller.session, rejected), users.guard(caller.id, caller.head, rejected)];
  const rejectedKey = caller.chain === undefined ? new ServiceError('invalid_api_key') : rejected;
  const token = apiTokens.guard(caller.id, caller.head, rejectedKey);
  return caller.type === 'personal_token' ? [token, users.guard(caller.userId, caller.owner, rejectedKey)] : [token];
}
