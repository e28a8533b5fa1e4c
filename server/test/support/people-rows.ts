import { createWorkspace, join, type Person, signUpPerson, unique, type Workspace } from './actors.ts';
import { createRole, invite, mailedCode } from './member-actors.ts';
import type { Asked } from './test-client.ts';
import type { TestServer } from './test-server.ts';

interface Setting {
  readonly owner: Person;
  readonly workspace: Workspace;
}

const policy = {
  personal_tokens: 'all_members',
  maximum_token_days: 365,
  default_token_days: 90,
  environments: ['live', 'test'],
  audit_names_token_owner: true,
  requests_per_minute: 600,
};
const always = { headers: { 'If-Match': '*' } };
const grants = [{ effect: 'allow', actions: ['content.read'], resources: ['content:*'] }];

/** Requests of the operations about people and their workspaces, each with a target of its own that lacks nothing. */
export function peopleRows(server: () => TestServer) {
  const member = async ({ workspace }: Setting) => {
    const person = await signUpPerson(server());
    await join(server(), person, workspace, 'viewer');
    return { workspace: workspace.id, user_id: person.id };
  };
  const role = async ({ owner, workspace }: Setting) => {
    const { body } = await createRole(server(), owner, workspace, { name: unique('role'), grants });
    return { workspace: workspace.id, role_id: body.id };
  };
  const invitation = async ({ owner, workspace }: Setting) => {
    const { body } = await invite(server(), owner, workspace, `${unique('guest')}@example.com`, 'viewer');
    return { workspace: workspace.id, invitation_id: body.id };
  };
  const code = async ({ owner, workspace }: Setting) => {
    const email = `${unique('guest')}@example.com`;
    await invite(server(), owner, workspace, email, 'viewer');
    return { code: await mailedCode(server(), email) };
  };
  /** A code for the owner of the setting, to a workspace that they are not in. */
  const codeFor = async ({ owner }: Setting) => {
    const host = await signUpPerson(server());
    await invite(server(), host, await createWorkspace(server(), host), owner.email, 'viewer');
    return { code: await mailedCode(server(), owner.email) };
  };
  const fresh = async ({ owner }: Setting) => ({ workspace: (await createWorkspace(server(), owner)).id });
  const person = async () => ({ user_id: (await signUpPerson(server())).id });
  const guest = () => ({ email: `${unique('guest')}@example.com`, role_id: 'viewer' });
  const here = ({ workspace }: Setting) => ({ workspace: workspace.id });

  return {
    acceptInvitation: async (setting: Setting): Promise<Asked> => ({ body: await codeFor(setting) }),
    createInvitation: (setting: Setting): Asked => ({ path: here(setting), body: guest() }),
    createRole: (setting: Setting): Asked => ({ path: here(setting), body: { name: unique('role'), grants } }),
    createUser: (): Asked => ({ body: { email: `${unique('new')}@example.com`, name: 'Nora New' } }),
    declineInvitation: async (setting: Setting): Promise<Asked> => ({ body: await code(setting) }),
    deleteRole: async (setting: Setting): Promise<Asked> => ({ path: await role(setting) }),
    deleteUser: async (): Promise<Asked> => ({ path: await person() }),
    deleteWorkspace: async (setting: Setting): Promise<Asked> => ({ path: await fresh(setting) }),
    endUserCredentials: async (): Promise<Asked> => ({ path: await person() }),
    getInvitation: async (setting: Setting): Promise<Asked> => ({ path: await invitation(setting) }),
    getMember: async (setting: Setting): Promise<Asked> => ({ path: await member(setting) }),
    getPolicy: (setting: Setting): Asked => ({ path: here(setting) }),
    getRole: async (setting: Setting): Promise<Asked> => ({ path: await role(setting) }),
    getUser: async (): Promise<Asked> => ({ path: await person() }),
    listAllWorkspaces: (): Asked => ({}),
    listInvitations: (setting: Setting): Asked => ({ path: here(setting) }),
    listMembers: (setting: Setting): Asked => ({ path: here(setting) }),
    listUsers: (): Asked => ({}),
    previewChange: (setting: Setting): Asked => ({ path: here(setting), body: { change: { kind: 'suspend' } } }),
    previewInvitation: async (setting: Setting): Promise<Asked> => ({ body: await code(setting) }),
    removeMember: async (setting: Setting): Promise<Asked> => ({ path: await member(setting) }),
    resendInvitation: async (setting: Setting): Promise<Asked> => {
      const path = await invitation(setting);
      // As if it had been sent a while ago: an invitation is sent once a minute.
      await server().store.commit(
        [{ _id: unique('evt_sent'), stream: path.workspace, occurred_at: 0, action: 'invitation.resent' }],
        [{ update: 'invitations', where: { _id: path.invitation_id }, set: { $set: { sent_at: 0 } } }],
      );
      return { path };
    },
    resumeUser: async (): Promise<Asked> => ({ path: await person() }),
    resumeWorkspace: async (setting: Setting): Promise<Asked> => ({ path: await fresh(setting) }),
    revokeInvitation: async (setting: Setting): Promise<Asked> => ({ path: await invitation(setting) }),
    setOperator: async (): Promise<Asked> => ({ path: await person(), body: { is_operator: true } }),
    setPolicy: (setting: Setting): Asked => ({ path: here(setting), body: policy, ...always }),
    suspendUser: async (): Promise<Asked> => ({ path: await person() }),
    suspendWorkspace: async (setting: Setting): Promise<Asked> => ({ path: await fresh(setting) }),
    updateMember: async (setting: Setting): Promise<Asked> => ({
      path: await member(setting),
      body: { role_id: 'member' },
    }),
    updateRole: async (setting: Setting): Promise<Asked> => ({
      path: await role(setting),
      body: { name: unique('role') },
      ...always,
    }),
    updateWorkspace: (setting: Setting): Asked => ({ path: here(setting), body: { name: 'Renamed' } }),
  };
}
