import { newIdentifier } from '../identifier.ts';
import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';
import type { KnownWorkspace } from '../workspaces/known-workspace.ts';
import type { InvitationRecord } from './invitation.ts';

export const newInvitationId = (): string => newIdentifier('inv');

/** A new code for an invitation and the mail that brings it. A code that was sent before is refused from then on. */
export async function mailInvitation(
  invitation: InvitationRecord,
  about: { readonly inviterName: string; readonly workspace: KnownWorkspace; readonly now: number },
  { codes, outbox }: Pick<Services, 'codes' | 'outbox'>,
): Promise<Change[]> {
  const { code, changes } = await codes.issue({
    purpose: 'invitation',
    subject: invitation._id,
    data: { email: invitation.email, workspace_id: invitation.workspace_id },
    expiresAt: invitation.expires_at,
  });
  const mail = outbox.write(
    {
      to: invitation.email,
      kind: 'invitation',
      data: { code, workspace_name: about.workspace.record.name, invited_by_name: about.inviterName },
    },
    about.now,
  );
  return [...changes, mail];
}
