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
  readonly createUser: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreateUserData['headers']>;
    readonly body: Wire.CreateUserData['body'];
    readonly responses: Wire.CreateUserResponses & Wire.CreateUserErrors;
    readonly credentials: 'required';
  };
  readonly listUsers: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListUsersData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListUsersResponses & Wire.ListUsersErrors;
    readonly credentials: 'required';
  };
  readonly getUser: {
    readonly path: NonNullable<Wire.GetUserData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetUserResponses & Wire.GetUserErrors;
    readonly credentials: 'required';
  };
  readonly deleteUser: {
    readonly path: NonNullable<Wire.DeleteUserData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.DeleteUserResponses & Wire.DeleteUserErrors;
    readonly credentials: 'required';
  };
  readonly suspendUser: {
    readonly path: NonNullable<Wire.SuspendUserData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.SuspendUserResponses & Wire.SuspendUserErrors;
    readonly credentials: 'required';
  };
  readonly resumeUser: {
    readonly path: NonNullable<Wire.ResumeUserData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ResumeUserResponses & Wire.ResumeUserErrors;
    readonly credentials: 'required';
  };
  readonly setOperator: {
    readonly path: NonNullable<Wire.SetOperatorData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.SetOperatorData['body'];
    readonly responses: Wire.SetOperatorResponses & Wire.SetOperatorErrors;
    readonly credentials: 'required';
  };
  readonly endUserCredentials: {
    readonly path: NonNullable<Wire.EndUserCredentialsData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.EndUserCredentialsResponses & Wire.EndUserCredentialsErrors;
    readonly credentials: 'required';
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
  readonly updateWorkspace: {
    readonly path: NonNullable<Wire.UpdateWorkspaceData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.UpdateWorkspaceData['headers']>;
    readonly body: Wire.UpdateWorkspaceData['body'];
    readonly responses: Wire.UpdateWorkspaceResponses & Wire.UpdateWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly deleteWorkspace: {
    readonly path: NonNullable<Wire.DeleteWorkspaceData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.DeleteWorkspaceData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.DeleteWorkspaceResponses & Wire.DeleteWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly getPolicy: {
    readonly path: NonNullable<Wire.GetPolicyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetPolicyResponses & Wire.GetPolicyErrors;
    readonly credentials: 'required';
  };
  readonly setPolicy: {
    readonly path: NonNullable<Wire.SetPolicyData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.SetPolicyData['headers']>;
    readonly body: Wire.SetPolicyData['body'];
    readonly responses: Wire.SetPolicyResponses & Wire.SetPolicyErrors;
    readonly credentials: 'required';
  };
  readonly previewChange: {
    readonly path: NonNullable<Wire.PreviewChangeData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.PreviewChangeData['body'];
    readonly responses: Wire.PreviewChangeResponses & Wire.PreviewChangeErrors;
    readonly credentials: 'required';
  };
  readonly listAllWorkspaces: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListAllWorkspacesData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListAllWorkspacesResponses & Wire.ListAllWorkspacesErrors;
    readonly credentials: 'required';
  };
  readonly suspendWorkspace: {
    readonly path: NonNullable<Wire.SuspendWorkspaceData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.SuspendWorkspaceResponses & Wire.SuspendWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly resumeWorkspace: {
    readonly path: NonNullable<Wire.ResumeWorkspaceData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ResumeWorkspaceResponses & Wire.ResumeWorkspaceErrors;
    readonly credentials: 'required';
  };
  readonly listMembers: {
    readonly path: NonNullable<Wire.ListMembersData['path']>;
    readonly query: NonNullable<Wire.ListMembersData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListMembersResponses & Wire.ListMembersErrors;
    readonly credentials: 'required';
  };
  readonly getMember: {
    readonly path: NonNullable<Wire.GetMemberData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetMemberResponses & Wire.GetMemberErrors;
    readonly credentials: 'required';
  };
  readonly updateMember: {
    readonly path: NonNullable<Wire.UpdateMemberData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.UpdateMemberData['headers']>;
    readonly body: Wire.UpdateMemberData['body'];
    readonly responses: Wire.UpdateMemberResponses & Wire.UpdateMemberErrors;
    readonly credentials: 'required';
  };
  readonly removeMember: {
    readonly path: NonNullable<Wire.RemoveMemberData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.RemoveMemberData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.RemoveMemberResponses & Wire.RemoveMemberErrors;
    readonly credentials: 'required';
  };
  readonly createInvitation: {
    readonly path: NonNullable<Wire.CreateInvitationData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreateInvitationData['headers']>;
    readonly body: Wire.CreateInvitationData['body'];
    readonly responses: Wire.CreateInvitationResponses & Wire.CreateInvitationErrors;
    readonly credentials: 'required';
  };
  readonly listInvitations: {
    readonly path: NonNullable<Wire.ListInvitationsData['path']>;
    readonly query: NonNullable<Wire.ListInvitationsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListInvitationsResponses & Wire.ListInvitationsErrors;
    readonly credentials: 'required';
  };
  readonly getInvitation: {
    readonly path: NonNullable<Wire.GetInvitationData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetInvitationResponses & Wire.GetInvitationErrors;
    readonly credentials: 'required';
  };
  readonly revokeInvitation: {
    readonly path: NonNullable<Wire.RevokeInvitationData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.RevokeInvitationResponses & Wire.RevokeInvitationErrors;
    readonly credentials: 'required';
  };
  readonly resendInvitation: {
    readonly path: NonNullable<Wire.ResendInvitationData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ResendInvitationResponses & Wire.ResendInvitationErrors;
    readonly credentials: 'required';
  };
  readonly previewInvitation: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.PreviewInvitationData['body'];
    readonly responses: Wire.PreviewInvitationResponses & Wire.PreviewInvitationErrors;
    readonly credentials: 'none';
  };
  readonly acceptInvitation: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.AcceptInvitationData['headers']>;
    readonly body: Wire.AcceptInvitationData['body'];
    readonly responses: Wire.AcceptInvitationResponses & Wire.AcceptInvitationErrors;
    readonly credentials: 'required';
  };
  readonly declineInvitation: {
    readonly path: undefined;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.DeclineInvitationData['body'];
    readonly responses: Wire.DeclineInvitationResponses & Wire.DeclineInvitationErrors;
    readonly credentials: 'none';
  };
  readonly listRoles: {
    readonly path: NonNullable<Wire.ListRolesData['path']>;
    readonly query: NonNullable<Wire.ListRolesData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListRolesResponses & Wire.ListRolesErrors;
    readonly credentials: 'required';
  };
  readonly createRole: {
    readonly path: NonNullable<Wire.CreateRoleData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.CreateRoleData['headers']>;
    readonly body: Wire.CreateRoleData['body'];
    readonly responses: Wire.CreateRoleResponses & Wire.CreateRoleErrors;
    readonly credentials: 'required';
  };
  readonly getRole: {
    readonly path: NonNullable<Wire.GetRoleData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetRoleResponses & Wire.GetRoleErrors;
    readonly credentials: 'required';
  };
  readonly updateRole: {
    readonly path: NonNullable<Wire.UpdateRoleData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.UpdateRoleData['headers']>;
    readonly body: Wire.UpdateRoleData['body'];
    readonly responses: Wire.UpdateRoleResponses & Wire.UpdateRoleErrors;
    readonly credentials: 'required';
  };
  readonly deleteRole: {
    readonly path: NonNullable<Wire.DeleteRoleData['path']>;
    readonly query: undefined;
    readonly headers: NonNullable<Wire.DeleteRoleData['headers']>;
    readonly body: undefined;
    readonly responses: Wire.DeleteRoleResponses & Wire.DeleteRoleErrors;
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
  readonly explainPersonalToken: {
    readonly path: NonNullable<Wire.ExplainPersonalTokenData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ExplainPersonalTokenData['body'];
    readonly responses: Wire.ExplainPersonalTokenResponses & Wire.ExplainPersonalTokenErrors;
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
  readonly explainWorkspaceKey: {
    readonly path: NonNullable<Wire.ExplainWorkspaceKeyData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.ExplainWorkspaceKeyData['body'];
    readonly responses: Wire.ExplainWorkspaceKeyResponses & Wire.ExplainWorkspaceKeyErrors;
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
  readonly recordAuditEvents: {
    readonly path: NonNullable<Wire.RecordAuditEventsData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: Wire.RecordAuditEventsData['body'];
    readonly responses: Wire.RecordAuditEventsResponses & Wire.RecordAuditEventsErrors;
    readonly credentials: 'required';
  };
  readonly getAuditEvent: {
    readonly path: NonNullable<Wire.GetAuditEventData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetAuditEventResponses & Wire.GetAuditEventErrors;
    readonly credentials: 'required';
  };
  readonly getProof: {
    readonly path: NonNullable<Wire.GetProofData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetProofResponses & Wire.GetProofErrors;
    readonly credentials: 'required';
  };
  readonly listCheckpoints: {
    readonly path: NonNullable<Wire.ListCheckpointsData['path']>;
    readonly query: NonNullable<Wire.ListCheckpointsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListCheckpointsResponses & Wire.ListCheckpointsErrors;
    readonly credentials: 'required';
  };
  readonly exportAuditEvents: {
    readonly path: NonNullable<Wire.ExportAuditEventsData['path']>;
    readonly query: NonNullable<Wire.ExportAuditEventsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ExportAuditEventsResponses & Wire.ExportAuditEventsErrors;
    readonly credentials: 'required';
  };
  readonly listMyAuditEvents: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListMyAuditEventsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListMyAuditEventsResponses & Wire.ListMyAuditEventsErrors;
    readonly credentials: 'required';
  };
  readonly listDeploymentAuditEvents: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListDeploymentAuditEventsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListDeploymentAuditEventsResponses & Wire.ListDeploymentAuditEventsErrors;
    readonly credentials: 'required';
  };
  readonly getDeploymentAuditProof: {
    readonly path: NonNullable<Wire.GetDeploymentAuditProofData['path']>;
    readonly query: undefined;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.GetDeploymentAuditProofResponses & Wire.GetDeploymentAuditProofErrors;
    readonly credentials: 'required';
  };
  readonly listDeploymentAuditCheckpoints: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ListDeploymentAuditCheckpointsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ListDeploymentAuditCheckpointsResponses & Wire.ListDeploymentAuditCheckpointsErrors;
    readonly credentials: 'required';
  };
  readonly exportDeploymentAuditEvents: {
    readonly path: undefined;
    readonly query: NonNullable<Wire.ExportDeploymentAuditEventsData['query']>;
    readonly headers: undefined;
    readonly body: undefined;
    readonly responses: Wire.ExportDeploymentAuditEventsResponses & Wire.ExportDeploymentAuditEventsErrors;
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
  createUser: {
    method: 'POST',
    path: '/v1/operator/users',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['user.created'],
    successStatus: 201,
    takes: 'json',
  },
  listUsers: {
    method: 'GET',
    path: '/v1/operator/users',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getUser: {
    method: 'GET',
    path: '/v1/operator/users/{user_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  deleteUser: {
    method: 'DELETE',
    path: '/v1/operator/users/{user_id}',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['user.deleted', 'member.removed', 'personal_token.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  suspendUser: {
    method: 'POST',
    path: '/v1/operator/users/{user_id}/suspend',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['user.suspended'],
    successStatus: 200,
    takes: 'nothing',
  },
  resumeUser: {
    method: 'POST',
    path: '/v1/operator/users/{user_id}/resume',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['user.resumed'],
    successStatus: 200,
    takes: 'nothing',
  },
  setOperator: {
    method: 'PUT',
    path: '/v1/operator/users/{user_id}/operator',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['operator.changed'],
    successStatus: 200,
    takes: 'json',
  },
  endUserCredentials: {
    method: 'POST',
    path: '/v1/operator/users/{user_id}/credential-revocations',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['user.credentials_ended', 'personal_token.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  getMe: {
    method: 'GET',
    path: '/v1/me',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key', 'service_key'],
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
  getMyPermissions: {
    method: 'GET',
    path: '/v1/me/permissions',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  explainDecision: {
    method: 'POST',
    path: '/v1/me/decisions',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
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
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
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
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getWorkspace: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.workspace.read', resource: 'latchkey:workspace:{workspace}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  updateWorkspace: {
    method: 'PATCH',
    path: '/v1/workspaces/{workspace}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.workspace.update', resource: 'latchkey:workspace:{workspace}' },
    auditEvents: ['workspace.updated'],
    successStatus: 200,
    takes: 'json',
  },
  deleteWorkspace: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.workspace.delete', resource: 'latchkey:workspace:{workspace}' },
    auditEvents: ['workspace.deleted'],
    successStatus: 204,
    takes: 'nothing',
  },
  getPolicy: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/policy',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.policy.read', resource: 'latchkey:policy' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  setPolicy: {
    method: 'PUT',
    path: '/v1/workspaces/{workspace}/policy',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.policy.update', resource: 'latchkey:policy' },
    auditEvents: ['policy.changed'],
    successStatus: 200,
    takes: 'json',
  },
  previewChange: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/previews',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys' },
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  listAllWorkspaces: {
    method: 'GET',
    path: '/v1/operator/workspaces',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  suspendWorkspace: {
    method: 'POST',
    path: '/v1/operator/workspaces/{workspace}/suspend',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['workspace.suspended'],
    successStatus: 200,
    takes: 'nothing',
  },
  resumeWorkspace: {
    method: 'POST',
    path: '/v1/operator/workspaces/{workspace}/resume',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['workspace.resumed'],
    successStatus: 200,
    takes: 'nothing',
  },
  listMembers: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/members',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.members.read', resource: 'latchkey:members' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getMember: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/members/{user_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.members.read', resource: 'latchkey:members:{user_id}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  updateMember: {
    method: 'PATCH',
    path: '/v1/workspaces/{workspace}/members/{user_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.members.update', resource: 'latchkey:members:{user_id}' },
    auditEvents: ['member.role_changed'],
    successStatus: 200,
    takes: 'json',
  },
  removeMember: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/members/{user_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.members.delete', resource: 'latchkey:members:{user_id}' },
    auditEvents: ['member.removed', 'member.left', 'personal_token.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  createInvitation: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/invitations',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.invitations.create', resource: 'latchkey:invitations' },
    auditEvents: ['invitation.created'],
    successStatus: 201,
    takes: 'json',
  },
  listInvitations: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/invitations',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.invitations.read', resource: 'latchkey:invitations' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getInvitation: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/invitations/{invitation_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.invitations.read', resource: 'latchkey:invitations:{invitation_id}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  revokeInvitation: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/invitations/{invitation_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.invitations.delete', resource: 'latchkey:invitations:{invitation_id}' },
    auditEvents: ['invitation.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  resendInvitation: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/invitations/{invitation_id}/resend',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.invitations.update', resource: 'latchkey:invitations:{invitation_id}' },
    auditEvents: ['invitation.resent'],
    successStatus: 200,
    takes: 'nothing',
  },
  previewInvitation: {
    method: 'POST',
    path: '/v1/invitation-previews',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  acceptInvitation: {
    method: 'POST',
    path: '/v1/invitation-acceptances',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['invitation.accepted'],
    successStatus: 201,
    takes: 'json',
  },
  declineInvitation: {
    method: 'POST',
    path: '/v1/invitation-refusals',
    credentials: [],
    permission: 'public',
    auditEvents: ['invitation.declined'],
    successStatus: 204,
    takes: 'json',
  },
  listRoles: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/roles',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.roles.read', resource: 'latchkey:roles' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  createRole: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/roles',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.roles.create', resource: 'latchkey:roles' },
    auditEvents: ['role.created'],
    successStatus: 201,
    takes: 'json',
  },
  getRole: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/roles/{role_id}',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.roles.read', resource: 'latchkey:roles:{role_id}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  updateRole: {
    method: 'PATCH',
    path: '/v1/workspaces/{workspace}/roles/{role_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.roles.update', resource: 'latchkey:roles:{role_id}' },
    auditEvents: ['role.updated'],
    successStatus: 200,
    takes: 'json',
  },
  deleteRole: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/roles/{role_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.roles.delete', resource: 'latchkey:roles:{role_id}' },
    auditEvents: ['role.deleted'],
    successStatus: 204,
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
  createPersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.created'],
    successStatus: 201,
    takes: 'json',
  },
  listPersonalTokens: {
    method: 'GET',
    path: '/v1/me/tokens',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getPersonalToken: {
    method: 'GET',
    path: '/v1/me/tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  updatePersonalToken: {
    method: 'PATCH',
    path: '/v1/me/tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.updated'],
    successStatus: 200,
    takes: 'json',
  },
  revokePersonalToken: {
    method: 'DELETE',
    path: '/v1/me/tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.revoked'],
    successStatus: 204,
    takes: 'nothing',
  },
  rotatePersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/rotate',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.rotated'],
    successStatus: 200,
    takes: 'json',
  },
  suspendPersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/suspend',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.suspended'],
    successStatus: 200,
    takes: 'nothing',
  },
  resumePersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/resume',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.resumed'],
    successStatus: 200,
    takes: 'nothing',
  },
  endPersonalTokenOverlap: {
    method: 'DELETE',
    path: '/v1/me/tokens/{token_id}/previous-secret',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: ['personal_token.overlap_ended'],
    successStatus: 204,
    takes: 'nothing',
  },
  explainPersonalToken: {
    method: 'POST',
    path: '/v1/me/tokens/{token_id}/decisions',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  listWorkspacePersonalTokens: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/personal-tokens',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.personal_tokens.read', resource: 'latchkey:personal_tokens' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  dropWorkspacePersonalToken: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/personal-tokens/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.personal_tokens.delete', resource: 'latchkey:personal_tokens:{token_id}' },
    auditEvents: ['personal_token.dropped', 'personal_token.revoked'],
    successStatus: 204,
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
  updateWorkspaceKey: {
    method: 'PATCH',
    path: '/v1/workspaces/{workspace}/keys/{token_id}',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.updated'],
    successStatus: 200,
    takes: 'json',
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
  explainWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/decisions',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.read', resource: 'latchkey:keys:{token_id}' },
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  rotateWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/rotate',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.rotated'],
    successStatus: 200,
    takes: 'json',
  },
  suspendWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/suspend',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.suspended'],
    successStatus: 200,
    takes: 'nothing',
  },
  resumeWorkspaceKey: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/resume',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.resumed'],
    successStatus: 200,
    takes: 'nothing',
  },
  endWorkspaceKeyOverlap: {
    method: 'DELETE',
    path: '/v1/workspaces/{workspace}/keys/{token_id}/previous-secret',
    credentials: ['session', 'access_token'],
    permission: { action: 'latchkey.keys.update', resource: 'latchkey:keys:{token_id}' },
    auditEvents: ['workspace_key.overlap_ended'],
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
  rotateServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys/{token_id}/rotate',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.rotated'],
    successStatus: 200,
    takes: 'json',
  },
  suspendServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys/{token_id}/suspend',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.suspended'],
    successStatus: 200,
    takes: 'nothing',
  },
  resumeServiceKey: {
    method: 'POST',
    path: '/v1/operator/service-keys/{token_id}/resume',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.resumed'],
    successStatus: 200,
    takes: 'nothing',
  },
  endServiceKeyOverlap: {
    method: 'DELETE',
    path: '/v1/operator/service-keys/{token_id}/previous-secret',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['service_key.overlap_ended'],
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
  evaluate: {
    method: 'POST',
    path: '/access/v1/evaluation',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  evaluateBatch: {
    method: 'POST',
    path: '/access/v1/evaluations',
    credentials: ['service_key', 'workspace_key'],
    permission: { action: 'latchkey.credentials.verify', resource: 'latchkey:credentials' },
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  getAuthzenMetadata: {
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    credentials: [],
    permission: 'public',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  listAuditEvents: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-events',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  recordAuditEvents: {
    method: 'POST',
    path: '/v1/workspaces/{workspace}/audit-events',
    credentials: ['workspace_key', 'service_key'],
    permission: { action: 'latchkey.audit.write', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    takes: 'json',
  },
  getAuditEvent: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-events/{event_id}',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getProof: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-events/{event_id}/proof',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  listCheckpoints: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-checkpoints',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  exportAuditEvents: {
    method: 'GET',
    path: '/v1/workspaces/{workspace}/audit-export',
    credentials: ['session', 'access_token', 'personal_token', 'workspace_key'],
    permission: { action: 'latchkey.audit.read', resource: 'latchkey:audit' },
    auditEvents: ['audit.exported'],
    successStatus: 200,
    takes: 'nothing',
  },
  listMyAuditEvents: {
    method: 'GET',
    path: '/v1/me/audit-events',
    credentials: ['session', 'access_token'],
    permission: 'self',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  listDeploymentAuditEvents: {
    method: 'GET',
    path: '/v1/operator/audit-events',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  getDeploymentAuditProof: {
    method: 'GET',
    path: '/v1/operator/audit-events/{event_id}/proof',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  listDeploymentAuditCheckpoints: {
    method: 'GET',
    path: '/v1/operator/audit-checkpoints',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: [],
    successStatus: 200,
    takes: 'nothing',
  },
  exportDeploymentAuditEvents: {
    method: 'GET',
    path: '/v1/operator/audit-export',
    credentials: ['operator'],
    permission: 'operator',
    auditEvents: ['audit.exported'],
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
