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
  readonly mintAccessToken: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.MintAccessTokenData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.MintAccessTokenResponses & Wire.MintAccessTokenErrors;
    readonly credentials: 'required';
  };
  readonly getJwks: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.GetJwksData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.GetJwksResponses & Wire.GetJwksErrors;
    readonly credentials: 'none';
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
  readonly createPersonalToken: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreatePersonalTokenData['headers']>;
    readonly body: Wire.CreatePersonalTokenData['body'];
    readonly responses: Wire.CreatePersonalTokenResponses & Wire.CreatePersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly listPersonalTokens: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListPersonalTokensData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListPersonalTokensResponses & Wire.ListPersonalTokensErrors;
    readonly credentials: 'required';
  };
  readonly getPersonalToken: {
    readonly path: NonNullable<Wire.GetPersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetPersonalTokenResponses & Wire.GetPersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly updatePersonalToken: {
    readonly path: NonNullable<Wire.UpdatePersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.UpdatePersonalTokenData['body'];
    readonly responses: Wire.UpdatePersonalTokenResponses & Wire.UpdatePersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly revokePersonalToken: {
    readonly path: NonNullable<Wire.RevokePersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.RevokePersonalTokenResponses & Wire.RevokePersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly rotatePersonalToken: {
    readonly path: NonNullable<Wire.RotatePersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.RotatePersonalTokenData['headers']>;
    readonly body: Wire.RotatePersonalTokenData['body'];
    readonly responses: Wire.RotatePersonalTokenResponses & Wire.RotatePersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly suspendPersonalToken: {
    readonly path: NonNullable<Wire.SuspendPersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.SuspendPersonalTokenResponses & Wire.SuspendPersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly resumePersonalToken: {
    readonly path: NonNullable<Wire.ResumePersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ResumePersonalTokenResponses & Wire.ResumePersonalTokenErrors;
    readonly credentials: 'required';
  };
  readonly endPersonalTokenOverlap: {
    readonly path: NonNullable<Wire.EndPersonalTokenOverlapData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.EndPersonalTokenOverlapResponses & Wire.EndPersonalTokenOverlapErrors;
    readonly credentials: 'required';
  };
  readonly listWorkspacePersonalTokens: {
    readonly path: NonNullable<Wire.ListWorkspacePersonalTokensData['path']>;
    readonly query: NonNullable<Wire.ListWorkspacePersonalTokensData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListWorkspacePersonalTokensResponses & Wire.ListWorkspacePersonalTokensErrors;
    readonly credentials: 'required';
  };
  readonly dropWorkspacePersonalToken: {
    readonly path: NonNullable<Wire.DropWorkspacePersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.DropWorkspacePersonalTokenResponses & Wire.DropWorkspacePersonalTokenErrors;
    readonly credentials: 'required';
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
  readonly updateWorkspaceKey: {
    readonly path: NonNullable<Wire.UpdateWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.UpdateWorkspaceKeyData['body'];
    readonly responses: Wire.UpdateWorkspaceKeyResponses & Wire.UpdateWorkspaceKeyErrors;
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
  readonly rotateWorkspaceKey: {
    readonly path: NonNullable<Wire.RotateWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.RotateWorkspaceKeyData['headers']>;
    readonly body: Wire.RotateWorkspaceKeyData['body'];
    readonly responses: Wire.RotateWorkspaceKeyResponses & Wire.RotateWorkspaceKeyErrors;
    readonly credentials: 'required';
  };
  readonly suspendWorkspaceKey: {
    readonly path: NonNullable<Wire.SuspendWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.SuspendWorkspaceKeyResponses & Wire.SuspendWorkspaceKeyErrors;
    readonly credentials: 'required';
  };
  readonly resumeWorkspaceKey: {
    readonly path: NonNullable<Wire.ResumeWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ResumeWorkspaceKeyResponses & Wire.ResumeWorkspaceKeyErrors;
    readonly credentials: 'required';
  };
  readonly endWorkspaceKeyOverlap: {
    readonly path: NonNullable<Wire.EndWorkspaceKeyOverlapData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.EndWorkspaceKeyOverlapResponses & Wire.EndWorkspaceKeyOverlapErrors;
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
  readonly rotateServiceKey: {
    readonly path: NonNullable<Wire.RotateServiceKeyData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.RotateServiceKeyData['headers']>;
    readonly body: Wire.RotateServiceKeyData['body'];
    readonly responses: Wire.RotateServiceKeyResponses & Wire.RotateServiceKeyErrors;
    readonly credentials: 'required';
  };
  readonly suspendServiceKey: {
    readonly path: NonNullable<Wire.SuspendServiceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.SuspendServiceKeyResponses & Wire.SuspendServiceKeyErrors;
    readonly credentials: 'required';
  };
  readonly resumeServiceKey: {
    readonly path: NonNullable<Wire.ResumeServiceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ResumeServiceKeyResponses & Wire.ResumeServiceKeyErrors;
    readonly credentials: 'required';
  };
  readonly endServiceKeyOverlap: {
    readonly path: NonNullable<Wire.EndServiceKeyOverlapData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.EndServiceKeyOverlapResponses & Wire.EndServiceKeyOverlapErrors;
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
    hasBody: true,
  },
  signUp: {
    method: 'POST',
    path: '/v1/users',
    credentials: [],
    permission: 'public',
    auditEvents: ['user.signed_up'],
    successStatus: 201,
    hasBody: true,
  },
  getMe: {
    method: 'GET',
    path: '/v1/me',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key', 'service_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  signIn: {
    method: 'POST',
    path: '/v1/sessions',
    credentials: [],
    permission: 'public',
    auditEvents: ['session.created', 'sign_in.failed'],
    successStatus: 201,
    hasBody: true,
  },
  listSessions: {
    method: 'GET',
    path: '/v1/sessions',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getSession: {
    method: 'GET',
    path: '/v1/sessions/{session_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  revokeSession: {
    method: 'DELETE',
    path: '/v1/sessions/{session_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['session.ended', 'session.revoked'],
    successStatus: 204,
    hasBody: false,
  },
  mintAccessToken: {
    method: 'GET',
    path: '/v1/token',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getJwks: {
    method: 'GET',
    path: '/.well-known/jwks.json',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  createWorkspace: {
    method: 'POST',
    path: '/v1/workspaces',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['workspace.created'],
    successStatus: 201,
    hasBody: true,
  },
  listWorkspaces: {
    method: 'GET',
    path: '/v1/workspaces',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getWorkspace: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.workspace.read', resource: 'latchkey:workspace:{workspace}' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  listRoles: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/roles',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.roles.read', resource: 'latchkey:roles' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getCatalog: {
    method: 'GET',
    path: '/v1/catalog',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  createPersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.created'],
    successStatus: 201,
    hasBody: true,
  },
  listPersonalTokens: {
    method: 'GET',
    path: '/v1/me/tokens',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getPersonalToken: {
    method: 'GET',
    path: '/v1/me/tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  updatePersonalToken: {
    method: 'PATCH',
    path: '/v1/me/tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.updated'],
    successStatus: 200,
    hasBody: true,
  },
  revokePersonalToken: {
    method: 'DELETE',
    path: '/v1/me/tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.revoked'],
    successStatus: 204,
    hasBody: false,
  },
  rotatePersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/rotate',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.rotated'],
    successStatus: 200,
    hasBody: true,
  },
  suspendPersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/suspend',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.suspended'],
    successStatus: 200,
    hasBody: false,
  },
  resumePersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/resume',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.resumed'],
    successStatus: 200,
    hasBody: false,
  },
  endPersonalTokenOverlap: {
    method: 'DELETE',
    path: '/v1/me/tokens/{token_id}/previous-secret',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.overlap_ended'],
    successStatus: 204,
    hasBody: false,
  },
  listWorkspacePersonalTokens: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/personal-tokens',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.personal_tokens.read', resource: 'latchkey:personal_tokens' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  dropWorkspacePersonalToken: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/personal-tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.personal_tokens.delete', resource: 'latchkey:personal_tokens:{token_id}' },
    auditEvents: ['personal_token.dropped', 'personal_token.revoked'],
    successStatus: 204,
    hasBody: false,
  },
  createWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.create', resource: 'latchkey:keys' },
    auditEvents: ['workspace_key.created'],
    successStatus: 201,
    hasBody: true,
  },
  listWorkspaceKeys: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/keys',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getWorkspaceKey: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys:{token_id}' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  updateWorkspaceKey: {
    method: 'PATCH',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.updated'],
    successStatus: 200,
    hasBody: true,
  },
  revokeWorkspaceKey: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.delete', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.revoked'],
    successStatus: 204,
    hasBody: false,
  },
  rotateWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/rotate',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.rotated'],
    successStatus: 200,
    hasBody: true,
  },
  suspendWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/suspend',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.suspended'],
    successStatus: 200,
    hasBody: false,
  },
  resumeWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/resume',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.resumed'],
    successStatus: 200,
    hasBody: false,
  },
  endWorkspaceKeyOverlap: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/previous-secret',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.overlap_ended'],
    successStatus: 204,
    hasBody: false,
  },
  createServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.created'],
    successStatus: 201,
    hasBody: true,
  },
  listServiceKeys: {
    method: 'GET',
    path: '/v1/operator/service-keys',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getServiceKey: {
    method: 'GET',
    path: '/v1/operator/service-keys/{token_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  revokeServiceKey: {
    method: 'DELETE',
    path: '/v1/operator/service-keys/{token_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.revoked'],
    successStatus: 204,
    hasBody: false,
  },
  rotateServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys/{token_id}/rotate',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.rotated'],
    successStatus: 200,
    hasBody: true,
  },
  suspendServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys/{token_id}/suspend',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.suspended'],
    successStatus: 200,
    hasBody: false,
  },
  resumeServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys/{token_id}/resume',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.resumed'],
    successStatus: 200,
    hasBody: false,
  },
  endServiceKeyOverlap: {
    method: 'DELETE',
    path: '/v1/operator/service-keys/{token_id}/previous-secret',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.overlap_ended'],
    successStatus: 204,
    hasBody: false,
  },
  verifyCredential: {
    method: 'POST',
    path: '/v1/verify',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    hasBody: true,
  },
  listAuditEvents: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-events',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getLiveness: {
    method: 'GET',
    path: '/health/live',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getReadiness: {
    method: 'GET',
    path: '/health/ready',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getOpenapi: {
    method: 'GET',
    path: '/openapi.json',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
} as const;
