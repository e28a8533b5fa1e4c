import type { AuditEvent } from '../audit/audit-event.ts';
import type { Change } from '../storage/port.ts';
import type { KnownWorkspace } from './known-workspace.ts';
import type { WorkspaceStore } from './workspace-store.ts';

/** A change of rights holds only if what gave the caller theirs in the workspace has not changed. Nothing needs no guard. */
export const withRightsGuarded = (
  { events, changes }: { readonly events: readonly AuditEvent[]; readonly changes: readonly Change[] },
  { id, head }: Pick<KnownWorkspace, 'id' | 'head'>,
  { workspaces }: { readonly workspaces: WorkspaceStore },
): { readonly events: readonly AuditEvent[]; readonly changes: readonly Change[] } =>
  events.length === 0 ? { events, changes } : { events, changes: [...changes, workspaces.guardRights(id, head)] };
