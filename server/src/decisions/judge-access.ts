import { type Decision, decide } from '../authorization/decide.ts';
import type { DecisionCase } from '../authorization/decision-change.ts';
import type { Wire } from '../operation/operation.ts';

export type AccessDecision = Wire<'evaluate', 200>;

/** The one answer about everything that is unknown or not the caller's to know of. Nothing in it tells what it was. */
export const unknownAccess: AccessDecision = { decision: false, context: { code: 'not_found', layer: 'workspace' } };

export const workspaceRequired: AccessDecision = {
  decision: false,
  context: { code: 'workspace_required', layer: 'workspace' },
};

/** The decision as AuthZEN answers it. Pure. */
export function judgeAccess({ snapshot, subject, request }: DecisionCase): AccessDecision {
  const decision = decide(snapshot, subject, request);
  if (!decision.allowed && decision.code === 'wrong_environment') {
    // The environment is asked before the rest: it must not tell apart what would be unknown anyway.
    const { environment: _required, ...anywhere } = request;
    if (isUnknown(decide(snapshot, subject, anywhere))) return unknownAccess;
  }
  if (decision.allowed) return { decision: true, context: { code: 'allowed', layer: decision.layer } };
  const { code, layer } = decision;
  return code === 'not_found' || code === 'unknown_action'
    ? unknownAccess
    : { decision: false, context: { code, layer } };
}

const isUnknown = (decision: Decision): boolean =>
  !decision.allowed && (decision.code === 'not_found' || decision.code === 'unknown_action');
