import type { MemberChange } from '../audit/audit-event.ts';
import type { WorkspacePolicy } from '../authorization/workspace-policy.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Operation } from '../operation/operation.ts';
import { okWithTag, requireCurrent } from '../operation/preconditions.ts';
import { presentPolicy } from './present-policy.ts';

/** Sets the policy as a whole. It acts at use, from the next request on, and ends no token. */
export const setPolicy: Operation<'setPolicy'> = ({ body, ifMatch, workspace, services }) => {
  const before = presentPolicy(workspace.record.policy);
  requireCurrent(ifMatch, before, 'required');
  const after = presentPolicy(body);
  requireFittingDefault(after);
  const changes = changesBetween(before, after);
  if (changes.length === 0) return { events: [], changes: [], answer: okWithTag(before) };

  return {
    events: [
      {
        action: 'policy.changed',
        stream: workspace.id,
        target: { type: 'workspace', id: workspace.id, name: workspace.record.name },
        changes,
      },
    ],
    changes: services.workspaces.update(workspace.id, workspace.head, { policy: after }),
    answer: okWithTag(after),
  };
};

/** Otherwise a token whose maker says nothing could not be made at all. */
export function requireFittingDefault({ default_token_days, maximum_token_days }: WorkspacePolicy, pointer = ''): void {
  if (maximum_token_days === null) return;
  if (default_token_days !== null && default_token_days <= maximum_token_days) return;
  const detail = 'The default life of a token is longer than the policy allows.';
  throw new ServiceError('semantic_error', {
    detail,
    errors: [{ pointer: `${pointer}/default_token_days`, code: 'semantic_error', detail }],
  });
}

function changesBetween(before: WorkspacePolicy, after: WorkspacePolicy): MemberChange[] {
  const members = Object.keys(after) as (keyof WorkspacePolicy)[];
  return members
    .map((member) => ({ member, before: JSON.stringify(before[member]), after: JSON.stringify(after[member]) }))
    .filter((change) => change.before !== change.after);
}
