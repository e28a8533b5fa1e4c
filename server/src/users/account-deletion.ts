import type { AuditEvent } from '../audit/audit-event.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { lastOwner } from '../members/find-member.ts';
import type { CodePurpose } from '../one-time-codes/one-time-code-store.ts';
import type { Services } from '../service.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import type { Change } from '../storage/port.ts';
import { type MembershipRecord, type WorkspaceHead, workspaceHeadId } from '../workspaces/workspace.ts';
import { type Ending, endTokensOf } from './end-tokens.ts';
import { type FoundAccount, lastOperator } from './find-user-account.ts';

const codePurposes: readonly CodePurpose[] = ['verify_email', 'reset_password', 'change_email'];

/**
 * Everything that ends with a person: the account, its sessions, memberships, tokens and codes, and what the audit trail
 * knows of them. The commit refuses it if a workspace would lose its last owner or the deployment its last operator.
 */
export async function deletionOf(
  { user, head }: FoundAccount,
  membershipEnds: 'member.left' | 'member.removed',
  { heads, now, services }: { readonly heads: HeadReader; readonly now: number; readonly services: Services },
): Promise<Ending> {
  const { users, members, sessions, codes, deployment, auditPersonal } = services;
  const tokens = await endTokensOf(user._id, now, services);
  const memberships = await members.allOf(user._id);
  await heads.read(memberships.map(({ workspace_id }) => workspaceHeadId(workspace_id)));
  const places = memberships.map((membership) => ({
    membership,
    workspace: heads.get<WorkspaceHead>(workspaceHeadId(membership.workspace_id)),
  }));
  const open = places.filter(({ workspace }) => workspace !== undefined && workspace.state !== 'deleted');
  const pendingCodes = await Promise.all(codePurposes.map((purpose) => codes.revoke(purpose, user._id)));
  const target = { type: 'user', id: user._id, name: user.name };

  return {
    events: [
      { action: 'user.deleted', stream: deploymentStream, target },
      ...open.map(
        ({ membership }): AuditEvent => ({
          action: membershipEnds,
          stream: membership.workspace_id,
          target,
          changes: [{ member: 'role_id', before: membership.role_id, after: null }],
        }),
      ),
      ...tokens.events,
    ],
    changes: [
      ...open.flatMap(({ membership, workspace }) => endPlace(membership, workspace, now, services)),
      ...tokens.changes,
      ...pendingCodes.flat(),
      ...(head.is_operator && head.state === 'active' ? [deployment.removeOperator(lastOperator())] : []),
      sessions.resetCounter(user._id),
      ...(await users.erase(user, head)),
      auditPersonal.erasePerson(user._id, now),
    ],
  };
}

const endPlace = (
  membership: MembershipRecord,
  workspace: WorkspaceHead | undefined,
  now: number,
  { members, workspaces }: Pick<Services, 'members' | 'workspaces'>,
): Change[] => [
  ...members.leave(membership, now, lastOwner()),
  ...(workspace === undefined ? [] : [workspaces.raiseVersion(membership.workspace_id, workspace)]),
];
