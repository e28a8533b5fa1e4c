import { decisionRequest } from '../decisions/decision-request.ts';
import { decideAndExplain } from '../decisions/present-decision.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { knowWorkspace } from '../workspaces/known-workspace.ts';

/** Whether the caller itself may do something, why, and what would change that. Nothing is done. */
export const explainDecision: Operation<'explainDecision'> = async ({ body, caller, heads, services }) => {
  const named = body.workspace ?? (caller.type === 'workspace_key' ? caller.workspaceId : undefined);
  const workspace = named === undefined ? undefined : await knowWorkspace(named, caller.subject, heads, services);
  const snapshot = {
    catalog: services.catalog,
    workspace: named === undefined ? 'none_named' : workspace?.snapshot,
  } as const;
  return read(ok(decideAndExplain({ snapshot, subject: caller.subject, request: decisionRequest(body) })));
};
