import { wireTime } from '../clock.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { type UserHead, userHeadId } from '../users/user.ts';
import { invitationGone, openInvitation } from './open-invitation.ts';
import { requireStandingOffer } from './standing-offer.ts';

/** What somebody would accept, shown to whoever holds the code. */
export const previewInvitation: Operation<'previewInvitation'> = async ({ body, heads, now, services }) => {
  const { invitation } = await openInvitation(body.code, now, services);
  const { workspace } = await requireStandingOffer(invitation, heads, services);
  const inviter = heads.get<UserHead>(userHeadId(invitation.invited_by));
  if (inviter === undefined) throw invitationGone();
  const role =
    services.catalog.roles.get(invitation.role_id) ?? (await services.roles.find(workspace.id, invitation.role_id));

  return read(
    ok({
      workspace: { id: workspace.id, slug: workspace.slug, name: workspace.record.name },
      role: { id: invitation.role_id, name: role?.name ?? invitation.role_id },
      email: invitation.email,
      invited_by_name: await services.users.name(invitation.invited_by, inviter),
      expires_at: wireTime(invitation.expires_at),
    }),
  );
};
