import { ok } from '../operation/answers.ts';
import type { Outcome } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { KnownWorkspace } from './known-workspace.ts';
import { presentWorkspace } from './present-workspace.ts';

const actions = { active: 'workspace.resumed', suspended: 'workspace.suspended' } as const;

/** Suspends or resumes a workspace, from the next request on. Doing it again changes nothing. */
export function changeState(
  { id, head, record }: KnownWorkspace,
  state: 'active' | 'suspended',
  { workspaces }: Pick<Services, 'workspaces'>,
): Outcome<'suspendWorkspace' | 'resumeWorkspace'> {
  const answer = ok(presentWorkspace({ ...record, state }));
  if (head.state === state) return { events: [], changes: [], answer };
  return {
    events: [{ action: actions[state], stream: id, target: { type: 'workspace', id, name: record.name } }],
    changes: workspaces.update(id, head, { state }),
    answer,
  };
}
