import { isContained } from '../authorization/contain.ts';
import { decide, type LiveRole } from '../authorization/decide.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import { type KnownWorkspace, knowWorkspace } from '../workspaces/known-workspace.ts';
import type { InvitationRecord } from './invitation.ts';
import { invitationGone } from './open-invitation.ts';

/** A workspace as the inviter knows it now, and the role that is offered there. */
export interface StandingOffer {
  readonly workspace: KnownWorkspace;
  readonly role: LiveRole;
}

/**
 * An offer stands only while whoever made it may still make it: a member, not suspended, allowed to invite, and holding all
 * that the role allows now. Otherwise somebody who was demoted could leave a back door in a mailbox.
 * @throws {ServiceError} 410 `gone` · 403 `workspace_suspended`
 */
export async function requireStandingOffer(
  invitation: InvitationRecord,
  heads: HeadReader,
  services: Services,
): Promise<StandingOffer> {
  const { catalog, roleOf } = services;
  const inviter = { kind: 'user', userId: invitation.invited_by } as const;
  const workspace = await knowWorkspace(invitation.workspace_id, inviter, heads, services);
  if (workspace === undefined || heads.get<UserHead>(userHeadId(inviter.userId))?.state !== 'active')
    throw invitationGone();
  if (workspace.head.state === 'suspended') throw new ServiceError('workspace_suspended');

  const mayInvite = decide({ catalog, workspace: workspace.snapshot }, inviter, {
    action: 'latchkey.invitations.create',
    resource: 'latchkey:invitations',
  });
  const role = await roleOf(workspace.id, workspace.head.version, invitation.role_id);
  if (!mayInvite.allowed || role === undefined) throw invitationGone();
  const held = workspace.role?.grants.grants ?? [];
  if (!isContained(role.grants.grants, held, { catalog, workspaceId: workspace.id }).contained) throw invitationGone();
  return { workspace, role };
}
