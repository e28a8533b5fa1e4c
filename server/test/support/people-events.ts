import {
  createWorkspace,
  type Person,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from './actors.ts';
import { createRole, invite, inviteAndAccept, mailedCode } from './member-actors.ts';
import type { Asked } from './test-client.ts';
import type { TestServer } from './test-server.ts';

interface Provoked {
  readonly actor: string | null;
  readonly target: string | null;
}

const policy = {
  personal_tokens: 'no_one',
  maximum_token_days: 365,
  default_token_days: 90,
  environments: ['live'],
  audit_names_token_owner: true,
  requests_per_minute: 600,
};
const always = { headers: { 'If-Match': '*' } };
const stale = { headers: { 'If-Match': '"stale"' } };
const nobody = 'usr_01kafe00000000000000000001';

const operatorOf = (server: TestServer): Promise<Person> => signInPerson(server, 'operator@example.com');

async function hosted(server: TestServer): Promise<{ owner: Person; workspace: Workspace; guest: Person; id: string }> {
  const { owner, workspace } = await signUpOwner(server);
  const guest = await signUpPerson(server);
  const { body } = await invite(server, owner, workspace, guest.email, 'viewer');
  return { owner, workspace, guest, id: body.id };
}

async function joined(server: TestServer): Promise<{ owner: Person; workspace: Workspace; member: Person }> {
  const { owner, workspace } = await signUpOwner(server);
  const member = await signUpPerson(server);
  await inviteAndAccept(server, owner, workspace, member, 'viewer');
  return { owner, workspace, member };
}

type OfUser = 'suspendUser' | 'resumeUser' | 'endUserCredentials' | 'deleteUser';

/** What an operator does to a person, after something else was done to them where it has to be. */
const toUser =
  (id: OfUser, first?: OfUser) =>
  async (server: TestServer): Promise<Provoked> => {
    const operator = await operatorOf(server);
    const person = await signUpPerson(server);
    const asked = { as: operator.session, path: { user_id: person.id } };
    if (first !== undefined) await server.succeed(first, asked);
    await server.succeed(id, asked);
    return { actor: operator.id, target: person.id };
  };

const toWorkspace =
  (id: 'suspendWorkspace' | 'resumeWorkspace', first?: 'suspendWorkspace') =>
  async (server: TestServer): Promise<Provoked> => {
    const operator = await operatorOf(server);
    const { workspace } = await signUpOwner(server);
    const asked = { as: operator.session, path: { workspace: workspace.id } };
    if (first !== undefined) await server.succeed(first, asked);
    await server.succeed(id, asked);
    return { actor: operator.id, target: workspace.id };
  };

/** What makes each event about people and their workspaces happen once. */
export const provokePeopleEvents = {
  'user.created': async (server: TestServer): Promise<Provoked> => {
    const operator = await operatorOf(server);
    const body = { email: `${unique('new')}@example.com`, name: 'Nora New' };
    return { actor: operator.id, target: (await server.succeed('createUser', { as: operator.session, body })).body.id };
  },
  'user.suspended': toUser('suspendUser'),
  'user.resumed': toUser('resumeUser', 'suspendUser'),
  'user.credentials_ended': toUser('endUserCredentials'),
  'user.deleted': toUser('deleteUser'),
  'operator.changed': async (server: TestServer): Promise<Provoked> => {
    const operator = await operatorOf(server);
    const { id: user_id } = await signUpPerson(server);
    await server.succeed('setOperator', { as: operator.session, path: { user_id }, body: { is_operator: true } });
    return { actor: operator.id, target: user_id };
  },
  'workspace.updated': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    const path = { workspace: workspace.id };
    await server.succeed('updateWorkspace', { as: owner.session, path, body: { name: 'Renamed' } });
    return { actor: owner.id, target: workspace.id };
  },
  'workspace.deleted': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    await server.succeed('deleteWorkspace', { as: owner.session, path: { workspace: workspace.id } });
    return { actor: owner.id, target: workspace.id };
  },
  'workspace.suspended': toWorkspace('suspendWorkspace'),
  'workspace.resumed': toWorkspace('resumeWorkspace', 'suspendWorkspace'),
  'policy.changed': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    await server.succeed('setPolicy', {
      as: owner.session,
      path: { workspace: workspace.id },
      body: policy,
      ...always,
    });
    return { actor: owner.id, target: workspace.id };
  },
  'member.role_changed': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace, member } = await joined(server);
    const path = { workspace: workspace.id, user_id: member.id };
    await server.succeed('updateMember', { as: owner.session, path, body: { role_id: 'admin' } });
    return { actor: owner.id, target: member.id };
  },
  'member.removed': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace, member } = await joined(server);
    await server.succeed('removeMember', { as: owner.session, path: { workspace: workspace.id, user_id: member.id } });
    return { actor: owner.id, target: member.id };
  },
  'member.left': async (server: TestServer): Promise<Provoked> => {
    const { workspace, member } = await joined(server);
    await server.succeed('removeMember', { as: member.session, path: { workspace: workspace.id, user_id: member.id } });
    return { actor: member.id, target: member.id };
  },
  'invitation.created': async (server: TestServer): Promise<Provoked> => {
    const { owner, id } = await hosted(server);
    return { actor: owner.id, target: id };
  },
  'invitation.resent': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace, id } = await hosted(server);
    server.clock.advance(60_000);
    await server.succeed('resendInvitation', {
      as: owner.session,
      path: { workspace: workspace.id, invitation_id: id },
    });
    return { actor: owner.id, target: id };
  },
  'invitation.revoked': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace, id } = await hosted(server);
    await server.succeed('revokeInvitation', {
      as: owner.session,
      path: { workspace: workspace.id, invitation_id: id },
    });
    return { actor: owner.id, target: id };
  },
  'invitation.accepted': async (server: TestServer): Promise<Provoked> => {
    const { guest, id } = await hosted(server);
    await server.succeed('acceptInvitation', {
      as: guest.session,
      body: { code: await mailedCode(server, guest.email) },
    });
    return { actor: guest.id, target: id };
  },
  'invitation.declined': async (server: TestServer): Promise<Provoked> => {
    const { guest, id } = await hosted(server);
    await server.succeed('declineInvitation', { body: { code: await mailedCode(server, guest.email) } });
    return { actor: null, target: id };
  },
  'role.created': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createRole(server, owner, workspace, { name: 'Role', grants: [] });
    return { actor: owner.id, target: body.id };
  },
  'role.updated': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createRole(server, owner, workspace, { name: 'Role', grants: [] });
    const path = { workspace: workspace.id, role_id: body.id };
    await server.succeed('updateRole', { as: owner.session, path, body: { name: 'Other' }, ...always });
    return { actor: owner.id, target: body.id };
  },
  'role.deleted': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createRole(server, owner, workspace, { name: 'Role', grants: [] });
    await server.succeed('deleteRole', { as: owner.session, path: { workspace: workspace.id, role_id: body.id } });
    return { actor: owner.id, target: body.id };
  },
};

const unknownUser = async (server: TestServer): Promise<Asked> => ({
  as: (await operatorOf(server)).session,
  path: { user_id: nobody },
});
const unknownWorkspace = async (server: TestServer): Promise<Asked> => ({
  as: (await operatorOf(server)).session,
  path: { workspace: 'there-is-none' },
});
const ofOwner =
  (about: Omit<Asked, 'as' | 'path'>, path: Readonly<Record<string, string>> = {}) =>
  async (server: TestServer): Promise<Asked> => {
    const owner = await signUpPerson(server);
    const { id } = await createWorkspace(server, owner);
    return { as: owner.session, path: { workspace: id, ...path }, ...about };
  };
const ofLastOwner =
  (about: Omit<Asked, 'as' | 'path'>) =>
  async (server: TestServer): Promise<Asked> => {
    const { owner, workspace } = await signUpOwner(server);
    return { as: owner.session, path: { workspace: workspace.id, user_id: owner.id }, ...about };
  };
const unknownInvitation = { invitation_id: 'inv_01kafe00000000000000000001' };
const unknownRole = { role_id: 'rol_01kafe00000000000000000001' };

/** A request of each of these operations that the operation itself refuses. */
export const refusedAboutPeople = {
  acceptInvitation: async (server: TestServer): Promise<Asked> => ({
    as: (await signUpPerson(server)).session,
    body: { code: 'A'.repeat(43) },
  }),
  createInvitation: ofOwner({ body: { email: 'guest@example.com', role_id: 'nobody' } }),
  createRole: ofOwner({
    body: { name: 'Keys', grants: [{ effect: 'allow', actions: ['latchkey.keys.read'], resources: ['latchkey:*'] }] },
  }),
  createUser: async (server: TestServer): Promise<Asked> => ({
    as: (await operatorOf(server)).session,
    body: { email: 'operator@example.com', name: 'Twice' },
  }),
  declineInvitation: async (): Promise<Asked> => ({ body: { code: 'A'.repeat(43) } }),
  deleteRole: ofOwner({}, unknownRole),
  deleteUser: unknownUser,
  deleteWorkspace: ofOwner(stale),
  endUserCredentials: unknownUser,
  removeMember: ofLastOwner({}),
  resendInvitation: ofOwner({}, unknownInvitation),
  resumeUser: unknownUser,
  resumeWorkspace: unknownWorkspace,
  revokeInvitation: ofOwner({}, unknownInvitation),
  setOperator: async (server: TestServer): Promise<Asked> => ({
    ...(await unknownUser(server)),
    body: { is_operator: true },
  }),
  setPolicy: ofOwner({ body: policy }),
  suspendUser: unknownUser,
  suspendWorkspace: unknownWorkspace,
  updateMember: ofLastOwner({ body: { role_id: 'viewer' } }),
  updateRole: ofOwner({ body: { name: 'Other' }, ...always }, unknownRole),
  updateWorkspace: ofOwner({ body: { name: 'Other' }, ...stale }),
};
