import { ServiceError } from '../errors/service-error.ts';
import type { CodeRecord } from '../one-time-codes/one-time-code-store.ts';
import type { Services } from '../service.ts';
import type { InvitationRecord } from './invitation.ts';

/** Unknown, used, replaced, expired and withdrawn are one answer: a code is good or it is nothing. */
export const invitationGone = (): ServiceError =>
  new ServiceError('gone', { detail: 'This invitation is no longer valid. Ask for a new one.' });

/**
 * The invitation that a mailed code opens.
 * @throws {ServiceError} 410 `gone`
 */
export async function openInvitation(
  code: string,
  now: number,
  { codes, invitations }: Pick<Services, 'codes' | 'invitations'>,
): Promise<{ readonly code: CodeRecord; readonly invitation: InvitationRecord }> {
  const record = await codes.find('invitation', code, now);
  const invitation = record === undefined ? undefined : await invitations.findById(record.subject);
  if (record === undefined || invitation?.state !== 'pending' || invitation.expires_at <= now) throw invitationGone();
  return { code: record, invitation };
}
