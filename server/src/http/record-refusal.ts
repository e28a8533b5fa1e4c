import type { AuditEvent } from '../audit/audit-event.ts';
import { authorOf } from '../authentication/principal.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import { ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { OperationId } from '../operation/operation.ts';
import type { Exchange } from './exchange.ts';

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
export async function recordRefusal(exchange: Exchange, thrown: unknown): Promise<void> {
  const { operation, caller, credential, origin, workspace, now, services } = exchange;
  const { auditRefusals, authentication, logger } = services;
  if (operation === undefined || origin === undefined || !(thrown instanceof ServiceError)) return;
  if (caller === undefined && !authentication.isWellFormed(credential ?? '')) return;
  const event = eventOf(operation, exchange, thrown.code);
  if (event === undefined) return;
  try {
    const hidesTokenOwner = workspace?.record.policy.audit_names_token_owner === false;
    await auditRefusals.record({ event, author: caller && authorOf(caller, hidesTokenOwner), origin, now });
  } catch (error) {
    logger.error({ err: error, trace_id: origin.traceId }, 'a refusal was not recorded');
  }
}

function eventOf(id: OperationId, { caller, workspace }: Exchange, code: ErrorCode): AuditEvent | undefined {
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
