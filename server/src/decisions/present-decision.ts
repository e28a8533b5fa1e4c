import type { Decision, Denial } from '../authorization/decide.ts';
import { decide } from '../authorization/decide.ts';
import type { DecisionCase, DecisionChange } from '../authorization/decision-change.ts';
import { type Explanation, explain } from '../authorization/explain.ts';
import type { Wire } from '../operation/operation.ts';

type WireAnswer = Wire<'explainDecision', 200>;
type WireExplanation = NonNullable<WireAnswer['decision']['explanation']>;
type WireChange = WireExplanation['changes'][number];

/** A decision with what would change it, tagged by its outcome. */
export function decideAndExplain(asked: DecisionCase): WireAnswer {
  const decision = decide(asked.snapshot, asked.subject, asked.request);
  const explanation = explain(asked, decision);
  return decision.allowed
    ? { outcome: 'allowed', decision: presentAllowed(decision, explanation) }
    : { outcome: 'denied', decision: presentDenial(decision, explanation) };
}

export const presentAllowed = (
  { layer, grant }: Extract<Decision, { allowed: true }>,
  explanation?: Explanation,
): Extract<WireAnswer, { outcome: 'allowed' }>['decision'] => ({
  code: 'allowed',
  layer,
  grant,
  ...(explanation !== undefined && { explanation: presentExplanation(explanation) }),
});

export const presentDenial = (
  { code, layer, grant, fields }: Denial,
  explanation?: Explanation,
): Extract<WireAnswer, { outcome: 'denied' }>['decision'] => ({
  code,
  layer,
  ...(grant !== undefined && { grant }),
  ...(fields !== undefined && { fields }),
  ...(explanation !== undefined && { explanation: presentExplanation(explanation) }),
});

const presentExplanation = ({ grant, changes }: Explanation): WireExplanation => ({
  ...(grant !== undefined && { grant }),
  changes: changes.map(presentChange),
});

function presentChange(change: DecisionChange): WireChange {
  switch (change.kind) {
    case 'reach_workspace':
    case 'resume_workspace':
      return { kind: change.kind, workspace_id: change.workspaceId };
    case 'admit_personal_tokens':
      return { kind: change.kind, personal_tokens: change.personalTokens };
    default:
      return change;
  }
}
