import type { Context, Handler } from 'openapi-backend';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { Principal } from '../authentication/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { KeptAnswer } from '../idempotency/idempotency-store.ts';
import type { AnswerHeaders, CallerOrigin } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { slide } from '../sessions/session.ts';
import type { Change } from '../storage/port.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';
import { commitOutcome } from './commit-outcome.ts';
import { encodeBody } from './encode-body.ts';

interface AnyRequest {
  readonly caller: Principal | undefined;
  readonly workspace: KnownWorkspace | undefined;
  readonly now: number;
  readonly origin: CallerOrigin;
  readonly services: Services;
}

interface AnyOutcome {
  readonly events: readonly AuditEvent[];
  readonly changes: readonly Change[];
  readonly answer:
    | { readonly status: number; readonly body: object | undefined; readonly headers?: AnswerHeaders }
    | ServiceError;
}

/**
 * Runs an operation and commits what it returns, together with the answer to keep and the use of the caller's session. The
 * answer is encoded before the commit, so that nothing can fail between the two.
 * @throws {ServiceError} the operation's refusal, whether it was thrown or left something behind
 */
export async function carryOut(
  operation: Handler,
  request: AnyRequest,
  keep: (answer: KeptAnswer) => Change[],
): Promise<KeptAnswer> {
  const { events, changes, answer }: AnyOutcome = await operation(request as unknown as Context);
  if (answer instanceof ServiceError) {
    await commitOutcome({ events, changes }, request);
    throw answer;
  }
  const kept: KeptAnswer = { status: answer.status, headers: answer.headers ?? {}, body: encodeBody(answer.body) };
  await commitOutcome({ events, changes: [...useOf(request), ...changes, ...keep(kept)] }, request);
  if (request.caller !== undefined) request.services.lastUse.record(request.caller, request.now);
  return kept;
}

/** An authenticated request that succeeds extends its session, in the same commit or in one of its own. */
function useOf({ caller, now, services }: AnyRequest): Change[] {
  if (caller?.type !== 'user') return [];
  const idleExpiresAt = slide(caller.session, now, services.catalog.sessionLimits);
  if (idleExpiresAt === undefined) return [];
  return [
    { ...services.sessions.slide(caller.session, idleExpiresAt, now), otherwise: new ServiceError('invalid_token') },
  ];
}
