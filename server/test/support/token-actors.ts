import type { WorkspacePolicy } from '../../src/authorization/workspace-policy.ts';
import type { Operations } from '../../src/generated/operations.gen.ts';
import { type Change, CommitConflict } from '../../src/storage/port.ts';
import { leavingTime, type UserHead, userHeadId } from '../../src/users/user.ts';
import { type Person, unique, type Workspace } from './actors.ts';
import type { Asked, Received, TestClient } from './test-client.ts';
import type { TestServer } from './test-server.ts';

export type CreatedToken = Operations['createPersonalToken']['responses'][201];
export type Verification = Operations['verifyCredential']['responses'][200];

/** A personal token for these workspaces, or for all. */
export function createToken(
  server: TestClient,
  owner: Person,
  workspaces: 'all' | readonly Workspace[],
  about: Readonly<Record<string, unknown>> = {},
  asked: Asked = {},
): Promise<Received<CreatedToken>> {
  return server.succeed('createPersonalToken', { as: owner.session, body: tokenBody(workspaces, about), ...asked });
}

export const tokenBody = (
  workspaces: 'all' | readonly Workspace[],
  about: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  name: unique('token'),
  environment: 'live',
  permission: { kind: 'scopes', scopes: ['full_access'] },
  workspaces: workspaces === 'all' ? { kind: 'all' } : { kind: 'list', workspace_ids: workspaces.map(({ id }) => id) },
  ...about,
});

/** What a guard with a service key is told. */
export async function verify(
  server: TestClient,
  as: string,
  question: Readonly<Record<string, unknown>>,
): Promise<Verification> {
  return (await server.succeed('verifyCredential', { as, body: question })).body;
}

/** `outcome`, and the code and layer where there are any, in one word. */
export const outcomeOf = (verification: Verification): string => {
  if (verification.outcome === 'invalid') return `invalid ${verification.code}`;
  if (verification.outcome === 'denied') return `denied ${verification.decision.code} ${verification.decision.layer}`;
  return verification.outcome;
};

/** Ends a membership, as leaving and removal do. */
export async function leave(
  server: TestServer,
  person: Person,
  workspace: Workspace,
  now: number = server.clock.now(),
): Promise<void> {
  const head = await server.services.readHeads().one<UserHead>(userHeadId(person.id));
  if (head === undefined) throw new Error('there is no such person');
  const left = { state: 'left', left_at: leavingTime(head, now) };
  try {
    await commit(server, workspace.id, 'member.left', [
      { update: 'memberships', where: { _id: `${workspace.id}:${person.id}` }, set: { $set: left } },
      { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
      server.services.users.raiseVersionForLeaving(person.id, head),
    ]);
  } catch (thrown) {
    if (!(thrown instanceof CommitConflict)) throw thrown;
    await leave(server, person, workspace, now);
  }
}

/** Brings somebody back who has left, or gives them another role. */
export function giveRole(server: TestServer, person: Person, workspace: Workspace, roleId: string): Promise<void> {
  return changeMembership(server, person, workspace, 'member.role_changed', {
    $set: { state: 'active', role_id: roleId },
  });
}

function changeMembership(
  server: TestServer,
  person: Person,
  workspace: Workspace,
  action: string,
  set: Extract<Change, { readonly update: unknown }>['set'],
): Promise<void> {
  return commit(server, workspace.id, action, [
    { update: 'memberships', where: { _id: `${workspace.id}:${person.id}` }, set },
    { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
    { update: 'heads', where: { _id: `u:${person.id}` }, set: { $inc: { version: 1 } } },
  ]);
}

export function changePolicy(
  server: TestServer,
  workspace: Workspace,
  policy: Partial<WorkspacePolicy>,
): Promise<void> {
  const set = Object.fromEntries(Object.entries(policy).map(([member, value]) => [`policy.${member}`, value]));
  return commit(server, workspace.id, 'policy.changed', [
    { update: 'workspaces', where: { _id: workspace.id }, set: { $set: set } },
    { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
  ]);
}

export function setUserState(server: TestServer, person: Person, state: 'active' | 'suspended'): Promise<void> {
  return commit(server, 'deployment', `user.${state}`, [
    { update: 'heads', where: { _id: `u:${person.id}` }, set: { $set: { state }, $inc: { version: 1 } } },
  ]);
}

export function setWorkspaceState(
  server: TestServer,
  workspace: Workspace,
  state: 'active' | 'suspended' | 'deleted',
): Promise<void> {
  return commit(server, 'deployment', `workspace.${state}`, [
    { update: 'workspaces', where: { _id: workspace.id }, set: { $set: { state } } },
    { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $set: { state }, $inc: { version: 1 } } },
  ]);
}

/** What operations of other tests' concern would commit. */
const commit = (server: TestServer, stream: string, action: string, changes: readonly Change[]): Promise<void> =>
  server.store.commit([{ _id: unique('evt_test'), stream, occurred_at: server.clock.now(), action }], changes);
