import { minutes } from '../../src/clock.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import {
  createKey,
  createWorkspace,
  join,
  type Person,
  password,
  signInPerson,
  signUpPerson,
  unique,
  type Workspace,
} from './actors.ts';
import { mailedCode as mailedCodeOf } from './mailbox.ts';
import { createRole, invite, mailedCode } from './member-actors.ts';
import { formOf, signInRenewable } from './renewable.ts';
import type { Asked } from './test-client.ts';
import { setupToken, type TestServer } from './test-server.ts';
import { createToken, tokenBody } from './token-actors.ts';

/** Whose things the request is about. */
export interface Setting {
  readonly owner: Person;
  readonly workspace: Workspace;
}

/** Makes what a request is about, and then the request. */
type Prepare = (setting: Setting) => Promise<Asked> | Asked;

const action = { action: 'a.read', resource: 'b' };

/** A question of AuthZEN. */
const evaluation = ({ owner, workspace }: Setting) => ({
  subject: { type: 'user', id: owner.id },
  action: { name: action.action },
  resource: { type: 'resource', id: action.resource },
  context: { workspace: workspace.slug },
});

const grants = [{ effect: 'allow', actions: ['a.read'], resources: ['b:*'] }];

/**
 * A request of every operation, complete but for the credential, about something of its own that nobody else changes. An
 * operation of the contract that is not here does not compile.
 */
export function completeRequests(server: TestServer, operator: Person): { readonly [Id in OperationId]: Prepare } {
  const bare: Prepare = () => ({});
  const inWorkspace: Prepare = ({ workspace }) => ({ path: { workspace: workspace.id } });
  const inNamedWorkspace: Prepare = ({ workspace }) => ({ path: { workspace: workspace.slug } });

  const ofSession: Prepare = async ({ owner }) => ({
    path: { session_id: (await signInPerson(server, owner.email)).sessionId },
  });
  const ofUser: Prepare = async () => ({ path: { user_id: (await signUpPerson(server)).id } });

  const ofAddress: Prepare = async () => ({ body: { email: (await signUpPerson(server)).email } });

  const ofMember: Prepare = async ({ workspace }) => {
    const member = await signUpPerson(server);
    await join(server, member, workspace, 'viewer');
    return { path: { workspace: workspace.id, user_id: member.id } };
  };
  const ofInvitation: Prepare = async ({ owner, workspace }) => {
    const { body } = await invite(server, owner, workspace, `${unique('guest')}@example.com`, 'viewer');
    return { path: { workspace: workspace.id, invitation_id: body.id } };
  };
  /** The code that the owner was sent, of an invitation to somebody else's workspace. */
  const ofMailedCode: Prepare = async ({ owner }) => {
    const host = await signUpPerson(server);
    await invite(server, host, await createWorkspace(server, host), owner.email, 'viewer');
    return { body: { code: await mailedCode(server, owner.email) } };
  };
  const ofRole: Prepare = async ({ owner, workspace }) => {
    const { body } = await createRole(server, owner, workspace, { name: unique('Role'), grants });
    return { path: { workspace: workspace.id, role_id: body.id } };
  };

  const ofPersonalToken: Prepare = async ({ owner, workspace }) => ({
    path: { token_id: (await createToken(server, owner, [workspace])).body.id },
  });
  const ofTokenThatReaches: Prepare = async (setting) => ({
    path: { workspace: setting.workspace.id, ...(await ofPersonalToken(setting)).path },
  });
  const ofWorkspaceKey: Prepare = async (setting) => ({
    path: { workspace: setting.workspace.id, token_id: (await createKey(server, setting)).body.id },
  });
  const ofServiceKey: Prepare = async () => {
    const asked = { as: operator.session, body: { name: unique('s') } };
    return { path: { token_id: (await server.succeed('createServiceKey', asked)).body.id } };
  };

  const ofSecret: Prepare = async (setting) => ({ form: { token: (await createKey(server, setting)).body.secret } });
  const ofUpcomingKey: Prepare = async () => {
    const as = operator.session;
    const { body } = await server.succeed('listSigningKeys', { as });
    const upcoming = body.data.find(({ state }) => state === 'upcoming');
    const { key_id } = upcoming ?? (await server.succeed('rotateSigningKey', { as, body: {} })).body;
    return { path: { key_id } };
  };

  const ofEvent: Prepare = async ({ owner, workspace }) => {
    const path = { workspace: workspace.id };
    const query = { action: 'workspace.created' };
    const { body } = await server.succeed('listAuditEvents', { as: owner.session, path, query });
    return { path: { ...path, event_id: body.data[0]?.id ?? '' } };
  };

  const withBody =
    (prepare: Prepare, body: () => object): Prepare =>
    async (setting) => ({ ...(await prepare(setting)), body: body() });
  /** Once another operation was carried out with the same request. */
  const after =
    (earlier: OperationId, prepare: Prepare, by = ({ owner }: Setting) => owner): Prepare =>
    async (setting) => {
      const asked = await prepare(setting);
      await server.succeed(earlier, { as: by(setting).session, ...asked });
      return asked;
    };
  const byOperator = () => operator;

  return {
    completeSetup: () => ({ body: { setup_token: setupToken, email: 'second@example.com', password, name: 'Second' } }),
    getLiveness: bare,
    getReadiness: bare,
    getOpenapi: bare,

    signUp: () => ({ body: { email: `${unique('p')}@example.com`, password, name: 'Ada' } }),
    createUser: () => ({ body: { email: `${unique('p')}@example.com`, name: 'Nora' } }),
    listUsers: bare,
    getUser: ofUser,
    suspendUser: ofUser,
    resumeUser: after('suspendUser', ofUser, byOperator),
    setOperator: withBody(ofUser, () => ({ is_operator: true })),
    endUserCredentials: ofUser,
    deleteUser: ofUser,

    getMe: bare,
    updateMe: () => ({ body: { name: 'Ada Byron' } }),
    deleteMe: bare,
    changePassword: () => ({ body: { current_password: password, new_password: 'mountains drop big boulders' } }),
    requestEmailChange: () => ({ body: { email: `${unique('moved')}@example.com` } }),
    confirmEmailChange: async ({ owner }) => {
      const email = `${unique('moved')}@example.com`;
      await server.succeed('requestEmailChange', { as: owner.session, body: { email } });
      return { body: { code: await mailedCodeOf(server, email, 'confirm_email_change') } };
    },
    requestPasswordReset: ofAddress,
    completePasswordReset: async ({ owner: { email } }) => {
      await server.succeed('requestPasswordReset', { body: { email } });
      return { body: { code: await mailedCodeOf(server, email, 'reset_password'), password } };
    },
    requestEmailVerification: ofAddress,
    completeEmailVerification: async ({ owner: { email } }) => {
      await server.succeed('requestEmailVerification', { body: { email } });
      return { body: { code: await mailedCodeOf(server, email, 'verify_email'), password } };
    },
    getMyPermissions: ({ workspace }) => ({ query: { workspace: workspace.slug } }),
    explainDecision: ({ workspace }) => ({ body: { workspace: workspace.slug, ...action } }),

    signIn: ({ owner }) => ({ body: { email: owner.email, password } }),
    listSessions: bare,
    getSession: ofSession,
    revokeSession: ofSession,
    revokeSessions: () => ({ body: { scope: 'others' } }),
    reauthenticate: withBody(ofSession, () => ({ password })),
    switchWorkspace: async (setting) => ({
      ...(await ofSession(setting)),
      body: { workspace: setting.workspace.slug },
    }),

    mintAccessToken: bare,
    issueToken: async ({ owner }) => ({ form: formOf((await signInRenewable(server, owner.email)).refresh_token) }),
    introspectToken: ofSecret,
    revokeToken: ofSecret,
    reportLeakedCredentials: async (setting) => ({
      body: { credentials: [(await createKey(server, setting)).body.secret] },
    }),
    getJwks: bare,
    getServerMetadata: bare,
    listSigningKeys: bare,
    rotateSigningKey: () => ({ body: { sign_after_seconds: 0 } }),
    retireSigningKey: ofUpcomingKey,

    createWorkspace: () => ({ body: { name: 'Another', slug: unique('another') } }),
    listWorkspaces: bare,
    getWorkspace: inNamedWorkspace,
    updateWorkspace: withBody(inWorkspace, () => ({ name: unique('Renamed') })),
    deleteWorkspace: inWorkspace,
    getPolicy: inWorkspace,
    setPolicy: async ({ owner, workspace }) => {
      const path = { workspace: workspace.id };
      const { body, headers } = await server.succeed('getPolicy', { as: owner.session, path });
      return { path, body, headers: { 'If-Match': headers.etag ?? '' } };
    },
    previewChange: withBody(inWorkspace, () => ({ change: { kind: 'suspend' } })),
    listAllWorkspaces: bare,
    suspendWorkspace: inNamedWorkspace,
    resumeWorkspace: after('suspendWorkspace', inNamedWorkspace, byOperator),

    listMembers: inWorkspace,
    getMember: ofMember,
    updateMember: withBody(ofMember, () => ({ role_id: 'admin' })),
    removeMember: ofMember,
    createInvitation: withBody(inWorkspace, () => ({ email: `${unique('guest')}@example.com`, role_id: 'viewer' })),
    listInvitations: inWorkspace,
    getInvitation: ofInvitation,
    resendInvitation: async (setting) => {
      const asked = await ofInvitation(setting);
      server.clock.advance(minutes(1));
      return asked;
    },
    revokeInvitation: ofInvitation,
    previewInvitation: ofMailedCode,
    acceptInvitation: ofMailedCode,
    declineInvitation: ofMailedCode,

    getCatalog: bare,
    listRoles: inNamedWorkspace,
    createRole: withBody(inWorkspace, () => ({ name: unique('Role'), grants })),
    getRole: ofRole,
    updateRole: async (setting) => {
      const asked = await ofRole(setting);
      const { headers } = await server.succeed('getRole', { as: setting.owner.session, ...asked });
      return { ...asked, body: { name: unique('Role') }, headers: { 'If-Match': headers.etag ?? '' } };
    },
    deleteRole: ofRole,

    createPersonalToken: ({ workspace }) => ({ body: tokenBody([workspace]) }),
    listPersonalTokens: bare,
    getPersonalToken: ofPersonalToken,
    explainPersonalToken: async (setting) => ({
      ...(await ofPersonalToken(setting)),
      body: { workspace: setting.workspace.slug, ...action },
    }),
    updatePersonalToken: withBody(ofPersonalToken, () => ({ name: unique('token') })),
    revokePersonalToken: ofPersonalToken,
    rotatePersonalToken: withBody(ofPersonalToken, () => ({})),
    suspendPersonalToken: ofPersonalToken,
    resumePersonalToken: after('suspendPersonalToken', ofPersonalToken),
    endPersonalTokenOverlap: after(
      'rotatePersonalToken',
      withBody(ofPersonalToken, () => ({})),
    ),
    listWorkspacePersonalTokens: inWorkspace,
    dropWorkspacePersonalToken: ofTokenThatReaches,

    createWorkspaceKey: withBody(inWorkspace, () => ({
      name: unique('k'),
      environment: 'live',
      permission: { kind: 'role', role_id: 'viewer' },
    })),
    listWorkspaceKeys: inWorkspace,
    getWorkspaceKey: ofWorkspaceKey,
    updateWorkspaceKey: withBody(ofWorkspaceKey, () => ({ name: unique('k') })),
    revokeWorkspaceKey: ofWorkspaceKey,
    explainWorkspaceKey: withBody(ofWorkspaceKey, () => action),
    rotateWorkspaceKey: withBody(ofWorkspaceKey, () => ({})),
    suspendWorkspaceKey: ofWorkspaceKey,
    resumeWorkspaceKey: after('suspendWorkspaceKey', ofWorkspaceKey),
    endWorkspaceKeyOverlap: after(
      'rotateWorkspaceKey',
      withBody(ofWorkspaceKey, () => ({})),
    ),

    createServiceKey: () => ({ body: { name: unique('s') } }),
    listServiceKeys: bare,
    getServiceKey: ofServiceKey,
    revokeServiceKey: ofServiceKey,
    rotateServiceKey: withBody(ofServiceKey, () => ({})),
    suspendServiceKey: ofServiceKey,
    resumeServiceKey: after('suspendServiceKey', ofServiceKey, byOperator),
    endServiceKeyOverlap: after(
      'rotateServiceKey',
      withBody(ofServiceKey, () => ({})),
      byOperator,
    ),

    verifyCredential: async (setting) => ({
      body: { credential: (await createKey(server, setting)).body.secret, action: 'a.read', resource: 'b' },
    }),
    evaluate: (setting) => ({ body: evaluation(setting) }),
    evaluateBatch: (setting) => ({ body: { ...evaluation(setting), evaluations: [{}] } }),
    getAuthzenMetadata: bare,

    listAuditEvents: inWorkspace,
    getAuditEvent: ofEvent,
    getProof: ofEvent,
    listCheckpoints: inWorkspace,
    exportAuditEvents: inWorkspace,
    recordAuditEvents: withBody(inWorkspace, () => ({
      events: [{ client_event_id: unique('event'), action: 'content.publish', actor: { kind: 'system', id: null } }],
    })),
    listMyAuditEvents: bare,
    listDeploymentAuditEvents: bare,
    getDeploymentAuditProof: async () => {
      const { body } = await server.succeed('listDeploymentAuditEvents', { as: operator.session });
      return { path: { event_id: body.data[0]?.id ?? '' } };
    },
    listDeploymentAuditCheckpoints: bare,
    exportDeploymentAuditEvents: bare,
  };
}
