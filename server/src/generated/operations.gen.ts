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
  readonly getMyPermissions: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.GetMyPermissionsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetMyPermissionsResponses & Wire.GetMyPermissionsErrors;
    readonly credentials: 'required';
  };
  readonly explainDecision: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ExplainDecisionData['body'];
    readonly responses: Wire.ExplainDecisionResponses & Wire.ExplainDecisionErrors;
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
  readonly explainWorkspaceKey: {
    readonly path: NonNullable<Wire.ExplainWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ExplainWorkspaceKeyData['body'];
    readonly responses: Wire.ExplainWorkspaceKeyResponses & Wire.ExplainWorkspaceKeyErrors;
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
  readonly evaluate: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.EvaluateData['headers']>;
    readonly body: Wire.EvaluateData['body'];
    readonly responses: Wire.EvaluateResponses & Wire.EvaluateErrors;
    readonly credentials: 'required';
  };
  readonly evaluateBatch: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.EvaluateBatchData['headers']>;
    readonly body: Wire.EvaluateBatchData['body'];
    readonly responses: Wire.EvaluateBatchResponses & Wire.EvaluateBatchErrors;
    readonly credentials: 'required';
  };
  readonly getAuthzenMetadata: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.GetAuthzenMetadataData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.GetAuthzenMetadataResponses & Wire.GetAuthzenMetadataErrors;
    readonly credentials: 'none';
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
    credentials: ['session', 'access_token', 'workspace_key', 'service_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getMyPermissions: {
    method: 'GET',
    path: '/v1/me/permissions',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  explainDecision: {
    method: 'POST',
    path: '/v1/me/decisions',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: true,
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
    credentials: ['session', 'access_token'],
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
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  getWorkspace: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}',
    credentials: ['session', 'access_token', 'workspace_key'],
    permission: { action: 'latchkey.workspace.read', resource: 'latchkey:workspace:{workspace}' },
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  listRoles: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/roles',
    credentials: ['session', 'access_token', 'workspace_key'],
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
  revokeWorkspaceKey: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.delete', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.revoked'],
    successStatus: 204,
    hasBody: false,
  },
  explainWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/decisions',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys:{token_id}' },
    auditEvents: [],
    successStatus: 200,
    hasBody: true,
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
  verifyCredential: {
    method: 'POST',
    path: '/v1/verify',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    hasBody: true,
  },
  evaluate: {
    method: 'POST',
    path: '/access/v1/evaluation',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    hasBody: true,
  },
  evaluateBatch: {
    method: 'POST',
    path: '/access/v1/evaluations',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    hasBody: true,
  },
  getAuthzenMetadata: {
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    hasBody: false,
  },
  listAuditEvents: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-events',
    credentials: ['session', 'access_token', 'workspace_key'],
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
