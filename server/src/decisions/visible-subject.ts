import type { Principal } from '../authentication/principal.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { knowWorkspace, type WorkspaceParts } from '../workspaces/known-workspace.ts';

/**
 * Whether the caller may learn anything of this subject. A workspace key may of what belongs to its own workspace and
 * environment. All else is unknown to it, so that it cannot find out whether a credential it came by is alive somewhere.
 */
export async function isVisibleTo(
  caller: Principal,
  subject: Principal,
  heads: HeadReader,
  services: WorkspaceParts,
): Promise<boolean> {
  if (caller.type !== 'workspace_key') return true;
  if (subject.environment !== caller.environment || subject.type === 'service_key') return false;
  return (await knowWorkspace(caller.workspaceId, subject.subject, heads, services)) !== undefined;
}
