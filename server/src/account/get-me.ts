import type { PersonalTokenPrincipal, UserPrincipal, WorkspaceKeyPrincipal } from '../authentication/principal.ts';
import { presentPrincipal } from '../decisions/present-principal.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, type OperationRequest, read } from '../operation/operation.ts';
import { ownWorkspaces } from '../personal-tokens/own-workspaces.ts';
import { unreachedReason } from '../personal-tokens/reach.ts';
import { presentUser } from '../users/present-user.ts';
import { type WorkspaceHead, type WorkspaceRecord, workspaceHeadId } from '../workspaces/workspace.ts';

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

async function describePerson({ id: userId, head }: UserPrincipal, { caller, heads, services }: Request) {
  const record = await services.users.record(userId, head);
  const memberships = await services.workspaces.everyMembershipOf(userId, head.version);
  await heads.read(memberships.map(({ workspace_id }) => workspaceHeadId(workspace_id)));
  const places = memberships.flatMap(({ workspace_id, role_id }) => {
    const workspaceHead = heads.get<WorkspaceHead>(workspaceHeadId(workspace_id));
    return workspaceHead === undefined || workspaceHead.state === 'deleted'
      ? []
      : [{ id: workspace_id, role: role_id, record: services.workspaces.record(workspace_id, workspaceHead) }];
  });
  const records = await Promise.all(places.map((place) => place.record));
  return {
    principal: presentPrincipal(caller, undefined),
    user: presentUser(record, head.is_operator),
    workspaces: places.map(({ id, role }, index) => {
      const { slug, name } = records[index] as WorkspaceRecord;
      return { id, slug, name, role };
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
