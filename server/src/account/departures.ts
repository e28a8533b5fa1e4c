import type { AuditEvent } from '../audit/audit-event.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';
import type { UserHead, UserRecord } from '../users/user.ts';
import { maximumWorkspacesPerUser } from '../workspaces/workspace-store.ts';
import { erasePersonFromTrail } from './erase-person-from-trail.ts';
import { personTarget } from './person.ts';

/**
 * Everything that ends when a person's account does: memberships, personal tokens, codes that are out, the operator's office,
 * their part of the audit trail, and the account itself. Sessions end with the head.
 */
export async function departure(
  user: UserRecord,
  head: UserHead,
  now: number,
  services: Services,
): Promise<{ readonly events: readonly AuditEvent[]; readonly changes: readonly Change[] }> {
  const { accounts, apiTokens, codes, workspaces } = services;
  const memberships = await workspaces.membershipsOf(user._id, { limit: maximumWorkspacesPerUser });
  const tokens = await accounts.liveTokens(user._id);
  const lastOwner = new ServiceError('last_owner', {
    detail: 'You are the last owner of a workspace, or the last operator. Make somebody else one first.',
  });
  const names = await Promise.all(tokens.map((token) => apiTokens.giveUpName(token)));
  const outstanding = await Promise.all(
    (['reset_password', 'verify_email', 'change_email'] as const).map((purpose) => codes.revoke(purpose, user._id)),
  );
  return {
    events: memberships.documents.map((membership) => ({
      action: 'member.left',
      stream: membership.workspace_id,
      target: personTarget(user._id, null),
    })),
    changes: [
      ...(head.is_operator ? [accounts.leaveOperators(lastOwner)] : []),
      ...memberships.documents.flatMap((membership) => accounts.leave(membership, now, lastOwner)),
      ...tokens.flatMap((token) => apiTokens.revoke(token, now)),
      ...names.flat(),
      ...outstanding.flat(),
      ...(await accounts.remove(user, head)),
      ...erasePersonFromTrail(user._id, now, services),
    ],
  };
}
