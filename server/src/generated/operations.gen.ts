// Generated from openapi/ by `npm run generate`. Do not edit.
import type * as Wire from './types.gen.ts';

/** What each operation takes after validation, and what it gives by status. `undefined` where there is nothing. */
export interface Operations {
  readonly completeSetup: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.CompleteSetupData['body'];
    readonly responses: Wire.CompleteSetupResponses & Wire.CompleteSetupErrors;
    readonly credentials: 'none';
  };
  readonly signUp: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.SignUpData['body'];
    readonly responses: Wire.SignUpResponses & Wire.SignUpErrors;
    readonly credentials: 'none';
  };
  readonly getMe: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetMeResponses & Wire.GetMeErrors;
    readonly credentials: 'required';
  };
  readonly updateMe: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.UpdateMeData['body'];
    readonly responses: Wire.UpdateMeResponses & Wire.UpdateMeErrors;
    readonly credentials: 'required';
  };
  readonly deleteMe: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.DeleteMeResponses & Wire.DeleteMeErrors;
    readonly credentials: 'required';
  };
  readonly changePassword: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ChangePasswordData['body'];
    readonly responses: Wire.ChangePasswordResponses & Wire.ChangePasswordErrors;
    readonly credentials: 'required';
  };
  readonly requestEmailChange: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.RequestEmailChangeData['body'];
    readonly responses: Wire.RequestEmailChangeResponses & Wire.RequestEmailChangeErrors;
    readonly credentials: 'required';
  };
  readonly confirmEmailChange: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ConfirmEmailChangeData['body'];
    readonly responses: Wire.ConfirmEmailChangeResponses & Wire.ConfirmEmailChangeErrors;
    readonly credentials: 'none';
  };
  readonly requestPasswordReset: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.RequestPasswordResetData['body'];
    readonly responses: Wire.RequestPasswordResetResponses & Wire.RequestPasswordResetErrors;
    readonly credentials: 'none';
  };
  readonly completePasswordReset: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.CompletePasswordResetData['body'];
    readonly responses: Wire.CompletePasswordResetResponses & Wire.CompletePasswordResetErrors;
    readonly credentials: 'none';
  };
  readonly requestEmailVerification: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.RequestEmailVerificationData['body'];
    readonly responses: Wire.RequestEmailVerificationResponses & Wire.RequestEmailVerificationErrors;
    readonly credentials: 'none';
  };
  readonly completeEmailVerification: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.CompleteEmailVerificationData['body'];
    readonly responses: Wire.CompleteEmailVerificationResponses & Wire.CompleteEmailVerificationErrors;
    readonly credentials: 'none';
  };
  readonly signIn: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.SignInData['body'];
    readonly responses: Wire.SignInResponses & Wire.SignInErrors;
    readonly credentials: 'none';
  };
  readonly listSessions: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListSessionsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListSessionsResponses & Wire.ListSessionsErrors;
    readonly credentials: 'required';
  };
  readonly getSession: {
    readonly path: NonNullable<Wire.GetSessionData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetSessionResponses & Wire.GetSessionErrors;
    readonly credentials: 'required';
  };
  readonly revokeSession: {
    readonly path: NonNullable<Wire.RevokeSessionData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.RevokeSessionResponses & Wire.RevokeSessionErrors;
    readonly credentials: 'required';
  };
  readonly reauthenticate: {
    readonly path: NonNullable<Wire.ReauthenticateData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ReauthenticateData['body'];
    readonly responses: Wire.ReauthenticateResponses & Wire.ReauthenticateErrors;
    readonly credentials: 'required';
  };
  readonly switchWorkspace: {
    readonly path: NonNullable<Wire.SwitchWorkspaceData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.SwitchWorkspaceData['body'];
    readonly responses: Wire.SwitchWorkspaceResponses & Wire.SwitchWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly revokeSessions: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.RevokeSessionsData['body'];
    readonly responses: Wire.RevokeSessionsResponses & Wire.RevokeSessionsErrors;
    readonly credentials: 'required';
  };
  readonly mintAccessToken: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.MintAccessTokenData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.MintAccessTokenResponses & Wire.MintAccessTokenErrors;
    readonly credentials: 'required';
  };
  readonly issueToken: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.IssueTokenData['body'];
    readonly responses: Wire.IssueTokenResponses & Wire.IssueTokenErrors;
    readonly credentials: 'none';
  };
  readonly introspectToken: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.IntrospectTokenData['body'];
    readonly responses: Wire.IntrospectTokenResponses & Wire.IntrospectTokenErrors;
    readonly credentials: 'required';
  };
  readonly revokeToken: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.RevokeTokenData['body'];
    readonly responses: Wire.RevokeTokenResponses & Wire.RevokeTokenErrors;
    readonly credentials: 'none';
  };
  readonly reportLeakedCredentials: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ReportLeakedCredentialsData['body'];
    readonly responses: Wire.ReportLeakedCredentialsResponses & Wire.ReportLeakedCredentialsErrors;
    readonly credentials: 'none';
  };
  readonly getServerMetadata: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.GetServerMetadataData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.GetServerMetadataResponses & Wire.GetServerMetadataErrors;
    readonly credentials: 'none';
  };
  readonly getJwks: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.GetJwksData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.GetJwksResponses & Wire.GetJwksErrors;
    readonly credentials: 'none';
  };
  readonly listSigningKeys: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListSigningKeysData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListSigningKeysResponses & Wire.ListSigningKeysErrors;
    readonly credentials: 'required';
  };
  readonly rotateSigningKey: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.RotateSigningKeyData['headers']>;
    readonly body: Wire.RotateSigningKeyData['body'];
    readonly responses: Wire.RotateSigningKeyResponses & Wire.RotateSigningKeyErrors;
    readonly credentials: 'required';
  };
  readonly retireSigningKey: {
    readonly path: NonNullable<Wire.RetireSigningKeyData['path']>;
    readonly query: NonNullable<Wire.RetireSigningKeyData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.RetireSigningKeyResponses & Wire.RetireSigningKeyErrors;
    readonly credentials: 'required';
  };
  readonly createWorkspace: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreateWorkspaceData['headers']>;
    readonly body: Wire.CreateWorkspaceData['body'];
    readonly responses: Wire.CreateWorkspaceResponses & Wire.CreateWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly listWorkspaces: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListWorkspacesData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListWorkspacesResponses & Wire.ListWorkspacesErrors;
    readonly credentials: 'required';
  };
  readonly getWorkspace: {
    readonly path: NonNullable<Wire.GetWorkspaceData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetWorkspaceResponses & Wire.GetWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly listRoles: {
    readonly path: NonNullable<Wire.ListRolesData['path']>;
    readonly query: NonNullable<Wire.ListRolesData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListRolesResponses & Wire.ListRolesErrors;
    readonly credentials: 'required';
  };
  readonly getCatalog: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.GetCatalogData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.GetCatalogResponses & Wire.GetCatalogErrors;
    readonly credentials: 'none';
  };
  readonly createWorkspaceKey: {
    readonly path: NonNullable<Wire.CreateWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreateWorkspaceKeyData['headers']>;
    readonly body: Wire.CreateWorkspaceKeyData['body'];
    readonly responses: Wire.CreateWorkspaceKeyResponses & Wire.CreateWorkspaceKeyErrors;
    readonly credentials: 'required';
  };
  readonly listWorkspaceKeys: {
    readonly path: NonNullable<Wire.ListWorkspaceKeysData['path']>;
    readonly query: NonNullable<Wire.ListWorkspaceKeysData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListWorkspaceKeysResponses & Wire.ListWorkspaceKeysErrors;
    readonly credentials: 'required';
  };
  readonly getWorkspaceKey: {
    readonly path: NonNullable<Wire.GetWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetWorkspaceKeyResponses & Wire.GetWorkspaceKeyErrors;
    readonly credentials: 'required';
  };
  readonly revokeWorkspaceKey: {
    readonly path: NonNullable<Wire.RevokeWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.RevokeWorkspaceKeyResponses & Wire.RevokeWorkspaceKeyErrors;
    readonly credentials: 'required';
  };
  readonly createServiceKey: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreateServiceKeyData['headers']>;
    readonly body: Wire.CreateServiceKeyData['body'];
    readonly responses: Wire.CreateServiceKeyResponses & Wire.CreateServiceKeyErrors;
    readonly credentials: 'required';
  };
  readonly listServiceKeys: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListServiceKeysData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListServiceKeysResponses & Wire.ListServiceKeysErrors;
    readonly credentials: 'required';
  };
  readonly getServiceKey: {
    readonly path: NonNullable<Wire.GetServiceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetServiceKeyResponses & Wire.GetServiceKeyErrors;
    readonly credentials: 'required';
  };
  readonly revokeServiceKey: {
    readonly path: NonNullable<Wire.RevokeServiceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.RevokeServiceKeyResponses & Wire.RevokeServiceKeyErrors;
    readonly credentials: 'required';
  };
  readonly verifyCredential: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.VerifyCredentialData['body'];
    readonly responses: Wire.VerifyCredentialResponses & Wire.VerifyCredentialErrors;
    readonly credentials: 'required';
  };
  readonly listAuditEvents: {
    readonly path: NonNullable<Wire.ListAuditEventsData['path']>;
    readonly query: NonNullable<Wire.ListAuditEventsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListAuditEventsResponses & Wire.ListAuditEventsErrors;
    readonly credentials: 'required';
  };
  readonly getLiveness: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetLivenessResponses & Wire.GetLivenessErrors;
    readonly credentials: 'none';
  };
  readonly getReadiness: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetReadinessResponses & Wire.GetReadinessErrors;
    readonly credentials: 'none';
  };
  readonly getOpenapi: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.GetOpenapiData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.GetOpenapiResponses & Wire.GetOpenapiErrors;
    readonly credentials: 'none';
  };
}

export type OperationId = keyof Operations;

/** How each operation is reached, who may call it and which audit events it writes. */
export const operationTable = {
  completeSetup: {
    method: 'POST',
    path: '/v1/setup',
    credentials: ['setup_token'],
    permission: 'public',
    auditEvents: ['deployment.set_up'],
    successStatus: 201,
    takes: 'json',
  },
  signUp: {
    method: 'POST',
    path: '/v1/users',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.signed_up', 'user.sign_up_requested'],
    successStatus: 201,
    takes: 'json',
  },
  getMe: {
    method: 'GET',
    path: '/v1/me',
    credentials: ['session', 'access_token', 'workspace_key', 'service_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  updateMe: {
    method: 'PATCH',
    path: '/v1/me',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['user.updated'],
    successStatus: 200,
    takes: 'json',
  },
  deleteMe: {
    method: 'DELETE',
    path: '/v1/me',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['user.deleted', 'member.left'],
    successStatus: 204,
    takes: 'nothing',
  },
  changePassword: {
    method: 'PUT',
    path: '/v1/me/password',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['user.password_changed'],
    successStatus: 204,
    takes: 'json',
  },
  requestEmailChange: {
    method: 'POST',
    path: '/v1/me/email-changes',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['user.email_change_requested'],
    successStatus: 202,
    takes: 'json',
  },
  confirmEmailChange: {
    method: 'POST',
    path: '/v1/email-change-confirmations',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.email_changed'],
    successStatus: 204,
    takes: 'json',
  },
  requestPasswordReset: {
    method: 'POST',
    path: '/v1/password-resets',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.password_reset_requested'],
    successStatus: 202,
    takes: 'json',
  },
  completePasswordReset: {
    method: 'POST',
    path: '/v1/password-reset-completions',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.password_reset'],
    successStatus: 204,
    takes: 'json',
  },
  requestEmailVerification: {
    method: 'POST',
    path: '/v1/email-verifications',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.email_verification_requested'],
    successStatus: 202,
    takes: 'json',
  },
  completeEmailVerification: {
    method: 'POST',
    path: '/v1/email-verification-completions',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.email_verified', 'user.signed_up'],
    successStatus: 204,
    takes: 'json',
  },
  signIn: {
    method: 'POST',
    path: '/v1/sessions',
    credentials: [],
    permission: 'public',
    auditEvents: ['session.created', 'sign_in.failed'],
    successStatus: 201,
    takes: 'json',
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getSession: {
    method: 'GET',
    path: '/v1/sessions/{session_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  revokeSession: {
    method: 'DELETE',
    path: '/v1/sessions/{session_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['session.ended', 'session.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  reauthenticate: {
    method: 'PUT',
    path: '/v1/sessions/{session_id}/authentication',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['session.reauthenticated'],
    successStatus: 200,
    takes: 'json',
  },
  switchWorkspace: {
    method: 'PUT',
    path: '/v1/sessions/{session_id}/workspace',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['session.workspace_switched'],
    successStatus: 200,
    takes: 'json',
  },
  revokeSessions: {
    method: 'POST',
    path: '/v1/session-revocations',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['session.revoked'],
    successStatus: 204,
    takes: 'json',
  },
  mintAccessToken: {
    method: 'GET',
    path: '/v1/token',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  issueToken: {
    method: 'POST',
    path: '/v1/token',
    credentials: [],
    permission: 'public',
    auditEvents: ['session.refreshed', 'session.reuse_detected'],
    successStatus: 200,
    takes: 'form',
  },
  introspectToken: {
    method: 'POST',
    path: '/v1/introspect',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    takes: 'form',
  },
  revokeToken: {
    method: 'POST',
    path: '/v1/revoke',
    credentials: [],
    permission: 'public',
    auditEvents: ['credential.revoked'],
    successStatus: 200,
    takes: 'form',
  },
  reportLeakedCredentials: {
    method: 'POST',
    path: '/v1/leak-reports',
    credentials: [],
    permission: 'public',
    auditEvents: ['credential.leak_reported'],
    successStatus: 204,
    takes: 'json',
  },
  getServerMetadata: {
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getJwks: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  listSigningKeys: {
    method: 'GET',
    path: '/v1/operator/signing-keys',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  rotateSigningKey: {
    method: 'POST',
    path: '/v1/operator/signing-keys',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['signing_key.rotated'],
    successStatus: 201,
    takes: 'json',
  },
  retireSigningKey: {
    method: 'DELETE',
    path: '/v1/operator/signing-keys/{key_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['signing_key.retired'],
    successStatus: 204,
    takes: 'nothing',
  },
  createWorkspace: {
    method: 'POST',
    path: '/v1/workspaces',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['workspace.created'],
    successStatus: 201,
    takes: 'json',
  },
  listWorkspaces: {
    method: 'GET',
    path: '/v1/workspaces',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getWorkspace: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: { action: 'latchkey.workspace.read', resource: 'latchkey:workspace:{workspace}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  listRoles: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/roles',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: { action: 'latchkey.roles.read', resource: 'latchkey:roles' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getCatalog: {
    method: 'GET',
    path: '/v1/catalog',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  createWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.create', resource: 'latchkey:keys' },
    auditEvents: ['workspace_key.created'],
    successStatus: 201,
    takes: 'json',
  },
  listWorkspaceKeys: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/keys',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getWorkspaceKey: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys:{token_id}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  revokeWorkspaceKey: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.delete', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  createServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.created'],
    successStatus: 201,
    takes: 'json',
  },
  listServiceKeys: {
    method: 'GET',
    path: '/v1/operator/service-keys',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getServiceKey: {
    method: 'GET',
    path: '/v1/operator/service-keys/{token_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  revokeServiceKey: {
    method: 'DELETE',
    path: '/v1/operator/service-keys/{token_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  verifyCredential: {
    method: 'POST',
    path: '/v1/verify',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  listAuditEvents: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-events',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getLiveness: {
    method: 'GET',
    path: '/health/live',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getReadiness: {
    method: 'GET',
    path: '/health/ready',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getOpenapi: {
    method: 'GET',
    path: '/openapi.json',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
} as const;
