import type { PersonalTokenPrincipal, UserPrincipal, WorkspaceKeyPrincipal } from '../authentication/principal.ts';
import { presentPrincipal } from '../decisions/present-principal.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, type OperationRequest, read } from '../operation/operation.ts';
import { ownWorkspaces } from '../personal-tokens/own-workspaces.ts';
import { unreachedReason } from '../personal-tokens/reach.ts';
import { presentUser } from '../users/present-user.ts';
import { type WorkspaceHead, workspaceHeadId } from '../workspaces/workspace.ts';

type Request = OperationRequest<'getMe'>;

/** Who is calling, by any credential, and where it may go. */
export const getMe: Operation<'getMe'> = async (request) => {
  const { caller } = request;
  switch (caller.type) {
    case 'user':
      return read(ok(await describePerson(caller, request)));
    case 'personal_token':
      return read(ok(await describePersonalToken(caller, request)));
    case 'workspace_key':
      return read(ok(await describeWorkspaceKey(caller, request)));
    case 'service_key':
      return read(ok({ principal: presentPrincipal(caller, undefined), workspaces: [] }));
  }
};

async function describePerson({ id, head }: UserPrincipal, { caller, heads, services }: Request) {
  const [record, memberships] = await Promise.all([
    services.users.record(id, head),
    services.workspaces.everyMembershipOf(id, head.version),
  ]);
  await heads.read(memberships.map(({ workspace_id }) => workspaceHeadId(workspace_id)));
  const workspaces = memberships.map(async ({ workspace_id, role_id }) => {
    const workspaceHead = heads.get<WorkspaceHead>(workspaceHeadId(workspace_id));
    if (workspaceHead === undefined || workspaceHead.state === 'deleted') return [];
    const { slug, name } = await services.workspaces.record(workspace_id, workspaceHead);
    return [{ id: workspace_id, slug, name, role: role_id }];
  });
  return {
    principal: presentPrincipal(caller, undefined),
    user: presentUser(record, head.is_operator),
    workspaces: (await Promise.all(workspaces)).flat(),
  };
}

/** Not whose it is beyond their id: a token shows no more of a person than it has to. */
async function describePersonalToken(token: PersonalTokenPrincipal, { heads, services }: Request) {
  const covered = await ownWorkspaces(token.userId, heads, services);
  return {
    principal: presentPrincipal(token, undefined),
    workspaces: [...covered.values()]
      .filter((workspace) => unreachedReason(token.record, workspace) === undefined)
      .map(({ id, slug, name, roleId }) => ({ id, slug, name, role: roleId })),
  };
}

async function describeWorkspaceKey(key: WorkspaceKeyPrincipal, { heads, services }: Request) {
  const head = await heads.one<WorkspaceHead>(workspaceHeadId(key.workspaceId));
  if (head === undefined) throw new TypeError('a key without its workspace');
  const { slug, name } = await services.workspaces.record(key.workspaceId, head);
  return {
    principal: presentPrincipal(key, { id: key.workspaceId, slug }),
    workspaces: [{ id: key.workspaceId, slug, name, role: null }],
  };
}
