import { setImmediate } from 'node:timers/promises';
import { type Effect, effectOfChange } from '../authorization/effect-of-change.ts';
import { wireTimeOrNull } from '../clock.ts';
import type { ErrorCode } from '../errors/registry.gen.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, type OperationRequest, read, type Wire } from '../operation/operation.ts';
import { isRoleInUse } from '../roles/role-in-use.ts';
import { acceptPlannedChange } from './accept-planned-change.ts';
import { type PlannedChange, type WorkspaceWorld, worldAfter } from './planned-world.ts';
import { rightsOfToken } from './rights-of-token.ts';
import { mostTokensLookedAt, type TokenInUse, tokensInUse } from './tokens-in-use.ts';
import { ownerRoleId, standingOf } from './workspace.ts';

type Request = OperationRequest<'previewChange'>;
type WireToken = Wire<'previewChange', 200>['stops'][number];

/**
 * Says which API tokens a change would stop or narrow, by judging each before and after it. Nothing is written, so what is
 * said holds only as long as nobody changes anything else.
 */
export const previewChange: Operation<'previewChange'> = async (request) => {
  const { body, workspace, services } = request;
  const before = await worldOf(request);
  const change = acceptPlannedChange(body, before, workspace, services);
  const refusal = await refusalOf(change, before, request);
  const { tokens, isComplete } = await tokensInUse(workspace.id, [...before.members.keys()], request);
  const after = refusal === null ? worldAfter(before, change) : before;
  const scope = { catalog: services.catalog, workspaceId: workspace.id };
  const rights = (world: WorkspaceWorld, { token }: TokenInUse) =>
    rightsOfToken(token, workspace.id, world, services.catalog);
  const judged: { readonly one: TokenInUse; readonly effect: Effect }[] = [];
  for (const one of tokens) {
    judged.push({ one, effect: effectOfChange(rights(before, one), rights(after, one), scope) });
    // A thousand tokens with all the grants there can be take seconds, in which others want to be answered too.
    await setImmediate();
  }
  const having = (effect: Effect): WireToken[] =>
    judged.flatMap(({ one, effect: its }) => (its === effect ? [present(one)] : [])).slice(0, mostTokensLookedAt);
  const stops = having('stops');
  const shrinks = having('shrinks');

  return read(
    ok({
      stops,
      shrinks,
      to_rotate: 'userId' in change ? tokens.filter((one) => isKeyMadeBy(change.userId, one)).map(present) : [],
      refusal,
      is_complete: isComplete && judged.length <= mostTokensLookedAt,
    }),
  );
};

async function worldOf({ workspace, services }: Request): Promise<WorkspaceWorld> {
  const [memberships, custom] = await Promise.all([
    services.workspaces.membersOf(workspace.id),
    services.roles.allOf(workspace.id),
  ]);
  return {
    state: workspace.snapshot.state,
    policy: workspace.record.policy,
    roles: new Map([
      ...[...services.catalog.roles.values()].map(({ id, grants }) => [id, grants] as const),
      ...custom.map(({ _id, grants }) => [_id, grants] as const),
    ]),
    members: new Map(
      memberships.flatMap((membership) => {
        const standing = standingOf(membership);
        return standing === undefined ? [] : [[membership.user_id, standing] as const];
      }),
    ),
  };
}

/** Why the change could not be made as things are, whoever asked for it. */
async function refusalOf(
  change: PlannedChange,
  { members }: WorkspaceWorld,
  { workspace, now, services }: Request,
): Promise<ErrorCode | null> {
  if (change.kind === 'delete_role') {
    const role = await services.roles.find(workspace.id, change.roleId);
    return role !== undefined && (await isRoleInUse(role, now, services)) ? 'role_in_use' : null;
  }
  if (change.kind !== 'remove_member' && change.kind !== 'change_role') return null;
  const owners = [...members].filter(([, { roleId }]) => roleId === ownerRoleId);
  const losesOwner = change.kind === 'remove_member' || change.roleId !== ownerRoleId;
  return losesOwner && owners.length === 1 && owners[0]?.[0] === change.userId ? 'last_owner' : null;
}

const isKeyMadeBy = (userId: string, { token }: TokenInUse): boolean =>
  token.kind === 'workspace_key' && token.created_by === userId;

const present = ({ token, lastUsedAt }: TokenInUse): WireToken => ({
  id: token._id,
  kind: token.kind === 'personal_token' ? 'personal_token' : 'workspace_key',
  name: token.name,
  environment: token.environment,
  owner_id: token.owner,
  last_used_at: wireTimeOrNull(lastUsedAt),
});
