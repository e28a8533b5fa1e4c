import { days, minutes, wireTime } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { Document } from '../storage/port.ts';

/** An offer of one role in one workspace to one address. Its code is kept apart, by digest. */
export interface InvitationRecord extends Document {
  readonly workspace_id: string;
  /** In the one spelling of addresses (`canonicalEmail`). */
  readonly email: string;
  readonly role_id: string;
  readonly invited_by: string;
  readonly state: 'pending' | 'accepted' | 'declined' | 'revoked';
  readonly created_at: number;
  readonly expires_at: number;
  readonly sent_at: number;
}

export const invitationLasts = days(7);

/** How long an invitation is listed after its time is over, however it ended. */
export const invitationRetention = days(30);

/** Between two mails of one invitation, so that nobody's mailbox is filled by it. */
export const resendPause = minutes(1);

type WireInvitation = Wire<'getInvitation', 200>;

export const invitationState = (invitation: InvitationRecord, now: number): WireInvitation['state'] =>
  invitation.state === 'pending' && invitation.expires_at <= now ? 'expired' : invitation.state;

export const presentInvitation = (invitation: InvitationRecord, now: number): WireInvitation => ({
  id: invitation._id,
  workspace_id: invitation.workspace_id,
  email: invitation.email,
  role_id: invitation.role_id,
  state: invitationState(invitation, now),
  invited_by: invitation.invited_by,
  created_at: wireTime(invitation.created_at),
  expires_at: wireTime(invitation.expires_at),
});
