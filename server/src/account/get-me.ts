import type { PersonalTokenPrincipal, WorkspaceKeyPrincipal } from '../authentication/principal.ts';
import { presentPrincipal } from '../decisions/present-principal.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, type OperationRequest, read } from '../operation/operation.ts';
import { ownWorkspaces } from '../personal-tokens/own-workspaces.ts';
import { unreachedReason } from '../personal-tokens/reach.ts';
import { presentUser } from '../users/present-user.ts';
import { type WorkspaceHead, workspaceHeadId } from '../workspaces/workspace.ts';
import { maximumWorkspacesPerUser } from '../workspaces/workspace-store.ts';

type Request = OperationRequest<'getMe'>;

/** Who is calling, by any credential, and where it may go. */
export const getMe: Operation<'getMe'> = async (request) => {
  const { caller } = request;
  switch (caller.type) {
    case 'user':
      return read(ok(await describePerson(caller.id, caller.head.is_operator, request)));
    case 'personal_token':
      return read(ok(await describePersonalToken(caller, request)));
    case 'workspace_key':
      return read(ok(await describeWorkspaceKey(caller, request)));
    case 'service_key':
      return read(ok({ principal: presentPrincipal(caller, undefined), workspaces: [] }));
  }
};

async function describePerson(userId: string, isOperator: boolean, { caller, services }: Request) {
  const [record, memberships] = await Promise.all([
    services.users.find(userId),
    services.workspaces.membershipsOf(userId, { limit: maximumWorkspacesPerUser }),
  ]);
  if (record === undefined) throw new TypeError('a user head without its user');
  const workspaces = await services.workspaces.findMany(memberships.documents.map(({ workspace_id }) => workspace_id));
  const byId = new Map(workspaces.map((workspace) => [workspace._id, workspace]));
  return {
    principal: presentPrincipal(caller, undefined),
    user: presentUser(record, isOperator),
    workspaces: memberships.documents.flatMap(({ workspace_id, role_id }) => {
      const workspace = byId.get(workspace_id);
      return workspace === undefined || workspace.state === 'deleted'
        ? []
        : [{ id: workspace._id, slug: workspace.slug, name: workspace.name, role: role_id }];
    }),
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
