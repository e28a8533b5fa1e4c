import type { AuditEvent } from '../audit/audit-event.ts';
import { authorOf, type Principal } from '../authentication/principal.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import { ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { CallerOrigin, OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { deploymentStream } from '../setup/deployment.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';

/** How far a request has come: what is known of it when it is refused. */
export interface Refusable {
  id: OperationId | undefined;
  caller: Principal | undefined;
  /** Set once the caller is known to be allowed to know the workspace. */
  workspace: KnownWorkspace | undefined;
  /** The credential as it was presented. */
  credential: string | undefined;
  origin: CallerOrigin | undefined;
}

/** Somebody who is known was not allowed. */
const denials: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'insufficient_permissions',
  'wrong_environment',
  'workspace_suspended',
  'cross_site_request',
  'recent_authentication_required',
  'permission_exceeds_yours',
  'rate_limit_exceeded',
]);
/** Somebody could not prove who they are. A wrong password is an event of the operations that check one. */
const failures: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['cross_site_request', 'invalid_api_key', 'invalid_token']);

/**
 * Leaves a trace of a refusal that concerns security. A workspace that is not there for the caller is one too: who tries
 * the doors of others is seen, in the deployment's stream, because the workspace's own members must not learn of strangers'
 * accounts. What is not even in the form of a credential costs nothing, no write either. That the trace cannot be written does not change the answer.
 */
export async function recordRefusal(
  refusable: Refusable,
  thrown: unknown,
  now: number,
  { auditRefusals, authentication, logger }: Services,
): Promise<void> {
  const { id, caller, origin, workspace } = refusable;
  if (id === undefined || origin === undefined || !(thrown instanceof ServiceError)) return;
  if (caller === undefined && !authentication.isWellFormed(refusable.credential ?? '')) return;
  const event = eventOf(id, refusable, thrown.code);
  if (event === undefined) return;
  try {
    const hidesTokenOwner = workspace?.record.policy.audit_names_token_owner === false;
    await auditRefusals.record({ event, author: caller && authorOf(caller, hidesTokenOwner), origin, now });
  } catch (error) {
    logger.error({ err: error, trace_id: origin.traceId }, 'a refusal was not recorded');
  }
}

function eventOf(id: OperationId, { caller, workspace }: Refusable, code: ErrorCode): AuditEvent | undefined {
  const target = { type: 'operation', id, name: code };
  if (caller === undefined) {
    return failures.has(code)
      ? { action: 'authentication.failed', stream: deploymentStream, outcome: 'failed', target }
      : undefined;
  }
  const isHidden = code === 'not_found' && workspace === undefined && operationTable[id].path.includes('{workspace}');
  if (!isHidden && !denials.has(code)) return undefined;
  return { action: 'access.denied', stream: workspace?.id ?? deploymentStream, outcome: 'denied', target };
}
