import type { Principal } from '../authentication/principal.ts';
import type { Attributes } from '../authorization/conditions.ts';
import type { OperationId } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';

/** `own_place` is the caller's own membership, which needs no permission. */
export type Particulars = Attributes | 'own_place' | undefined;

const aboutOneMember: ReadonlySet<OperationId> = new Set<OperationId>(['getMember', 'updateMember', 'removeMember']);

/**
 * What the permission to do something depends on beside the path. For one member's place it is the role that the member has
 * (`status`), so that admins cannot touch owners; about somebody who is no member there is nothing to protect.
 */
export function particularsOf(
  id: OperationId,
  path: Readonly<Record<string, string>>,
  caller: Principal,
  workspace: KnownWorkspace | undefined,
  services: Services,
): Particulars | Promise<Particulars> {
  if (!aboutOneMember.has(id) || workspace === undefined || path.user_id === undefined) return undefined;
  if (caller.type === 'user' && caller.id === path.user_id) return 'own_place';
  return placeOf(path.user_id, workspace, services);
}

async function placeOf(userId: string, { id }: KnownWorkspace, { members }: Services): Promise<Attributes> {
  const membership = await members.find(id, userId);
  return { status: membership?.state === 'active' ? membership.role_id : '' };
}
