import { getJwks } from '../access-tokens/get-jwks.ts';
import { getServerMetadata } from '../access-tokens/get-server-metadata.ts';
import { introspectToken } from '../access-tokens/introspect-token.ts';
import { issueToken } from '../access-tokens/issue-token.ts';
import { mintAccessToken } from '../access-tokens/mint-access-token.ts';
import { reportLeakedCredentials } from '../access-tokens/report-leaked-credentials.ts';
import { revokeToken } from '../access-tokens/revoke-token.ts';
import { changePassword } from '../account/change-password.ts';
import { completeEmailVerification } from '../account/complete-email-verification.ts';
import { completePasswordReset } from '../account/complete-password-reset.ts';
import { confirmEmailChange } from '../account/confirm-email-change.ts';
import { deleteMe } from '../account/delete-me.ts';
import { explainDecision } from '../account/explain-decision.ts';
import { getMe } from '../account/get-me.ts';
import { getMyPermissions } from '../account/get-my-permissions.ts';
import { requestEmailChange } from '../account/request-email-change.ts';
import { requestEmailVerification } from '../account/request-email-verification.ts';
import { requestPasswordReset } from '../account/request-password-reset.ts';
import { updateMe } from '../account/update-me.ts';
import { exportAuditEvents } from '../audit/export-audit-events.ts';
import { exportDeploymentAuditEvents } from '../audit/export-deployment-audit-events.ts';
import { getAuditEvent } from '../audit/get-audit-event.ts';
import { getDeploymentAuditProof } from '../audit/get-deployment-audit-proof.ts';
import { getProof } from '../audit/get-proof.ts';
import { listAuditEvents } from '../audit/list-audit-events.ts';
import { listCheckpoints } from '../audit/list-checkpoints.ts';
import { listDeploymentAuditCheckpoints } from '../audit/list-deployment-audit-checkpoints.ts';
import { listDeploymentAuditEvents } from '../audit/list-deployment-audit-events.ts';
import { listMyAuditEvents } from '../audit/list-my-audit-events.ts';
import { recordAuditEvents } from '../audit/record-audit-events.ts';
import { evaluate } from '../decisions/evaluate.ts';
import { evaluateBatch } from '../decisions/evaluate-batch.ts';
import { getAuthzenMetadata } from '../decisions/get-authzen-metadata.ts';
import { expectedHeads, verifyCredential } from '../decisions/verify-credential.ts';
import { acceptInvitation } from '../members/accept-invitation.ts';
import { createInvitation } from '../members/create-invitation.ts';
import { declineInvitation } from '../members/decline-invitation.ts';
import { getInvitation } from '../members/get-invitation.ts';
import { getMember } from '../members/get-member.ts';
import { listInvitations } from '../members/list-invitations.ts';
import { listMembers } from '../members/list-members.ts';
import { previewInvitation } from '../members/preview-invitation.ts';
import { removeMember } from '../members/remove-member.ts';
import { resendInvitation } from '../members/resend-invitation.ts';
import { revokeInvitation } from '../members/revoke-invitation.ts';
import { updateMember } from '../members/update-member.ts';
import type { Operation, OperationId } from '../operation/operation.ts';
import { createPersonalToken } from '../personal-tokens/create-personal-token.ts';
import { dropWorkspacePersonalToken } from '../personal-tokens/drop-workspace-personal-token.ts';
import { endPersonalTokenOverlap } from '../personal-tokens/end-personal-token-overlap.ts';
import { explainPersonalToken } from '../personal-tokens/explain-personal-token.ts';
import { getPersonalToken } from '../personal-tokens/get-personal-token.ts';
import { listPersonalTokens } from '../personal-tokens/list-personal-tokens.ts';
import { listWorkspacePersonalTokens } from '../personal-tokens/list-workspace-personal-tokens.ts';
import { resumePersonalToken } from '../personal-tokens/resume-personal-token.ts';
import { revokePersonalToken } from '../personal-tokens/revoke-personal-token.ts';
import { rotatePersonalToken } from '../personal-tokens/rotate-personal-token.ts';
import { suspendPersonalToken } from '../personal-tokens/suspend-personal-token.ts';
import { updatePersonalToken } from '../personal-tokens/update-personal-token.ts';
import { createRole } from '../roles/create-role.ts';
import { deleteRole } from '../roles/delete-role.ts';
import { getCatalog } from '../roles/get-catalog.ts';
import { getRole } from '../roles/get-role.ts';
import { listRoles } from '../roles/list-roles.ts';
import { updateRole } from '../roles/update-role.ts';
import { getLiveness } from '../service/get-liveness.ts';
import { getOpenapi } from '../service/get-openapi.ts';
import { getReadiness } from '../service/get-readiness.ts';
import type { Services } from '../service.ts';
import { createServiceKey } from '../service-keys/create-service-key.ts';
import { endServiceKeyOverlap } from '../service-keys/end-service-key-overlap.ts';
import { getServiceKey } from '../service-keys/get-service-key.ts';
import { listServiceKeys } from '../service-keys/list-service-keys.ts';
import { resumeServiceKey } from '../service-keys/resume-service-key.ts';
import { revokeServiceKey } from '../service-keys/revoke-service-key.ts';
import { rotateServiceKey } from '../service-keys/rotate-service-key.ts';
import { suspendServiceKey } from '../service-keys/suspend-service-key.ts';
import { getSession } from '../sessions/get-session.ts';
import { listSessions } from '../sessions/list-sessions.ts';
import { reauthenticate } from '../sessions/reauthenticate.ts';
import { revokeSession } from '../sessions/revoke-session.ts';
import { revokeSessions } from '../sessions/revoke-sessions.ts';
import { signIn } from '../sessions/sign-in.ts';
import { switchWorkspace } from '../sessions/switch-workspace.ts';
import { completeSetup } from '../setup/complete-setup.ts';
import { listSigningKeys } from '../signing-keys/list-signing-keys.ts';
import { retireSigningKey } from '../signing-keys/retire-signing-key.ts';
import { rotateSigningKey } from '../signing-keys/rotate-signing-key.ts';
import { createUser } from '../users/create-user.ts';
import { deleteUser } from '../users/delete-user.ts';
import { endUserCredentials } from '../users/end-user-credentials.ts';
import { getUser } from '../users/get-user.ts';
import { listUsers } from '../users/list-users.ts';
import { resumeUser } from '../users/resume-user.ts';
import { setOperator } from '../users/set-operator.ts';
import { signUp } from '../users/sign-up.ts';
import { suspendUser } from '../users/suspend-user.ts';
import { createWorkspaceKey } from '../workspace-keys/create-workspace-key.ts';
import { endWorkspaceKeyOverlap } from '../workspace-keys/end-workspace-key-overlap.ts';
import { explainWorkspaceKey } from '../workspace-keys/explain-workspace-key.ts';
import { getWorkspaceKey } from '../workspace-keys/get-workspace-key.ts';
import { listWorkspaceKeys } from '../workspace-keys/list-workspace-keys.ts';
import { resumeWorkspaceKey } from '../workspace-keys/resume-workspace-key.ts';
import { revokeWorkspaceKey } from '../workspace-keys/revoke-workspace-key.ts';
import { rotateWorkspaceKey } from '../workspace-keys/rotate-workspace-key.ts';
import { suspendWorkspaceKey } from '../workspace-keys/suspend-workspace-key.ts';
import { updateWorkspaceKey } from '../workspace-keys/update-workspace-key.ts';
import { createWorkspace } from '../workspaces/create-workspace.ts';
import { deleteWorkspace } from '../workspaces/delete-workspace.ts';
import { getPolicy } from '../workspaces/get-policy.ts';
import { getWorkspace } from '../workspaces/get-workspace.ts';
import { listAllWorkspaces } from '../workspaces/list-all-workspaces.ts';
import { listWorkspaces } from '../workspaces/list-workspaces.ts';
import { previewChange } from '../workspaces/preview-change.ts';
import { resumeWorkspace } from '../workspaces/resume-workspace.ts';
import { setPolicy } from '../workspaces/set-policy.ts';
import { suspendWorkspace } from '../workspaces/suspend-workspace.ts';
import { updateWorkspace } from '../workspaces/update-workspace.ts';

/** Every operation of the contract and what carries it out. A missing or an extra entry does not compile. */
export const operations: { readonly [Id in OperationId]: Operation<Id> } = {
  acceptInvitation,
  completeSetup,
  createInvitation,
  createPersonalToken,
  createRole,
  changePassword,
  completeEmailVerification,
  completePasswordReset,
  confirmEmailChange,
  createServiceKey,
  createUser,
  createWorkspace,
  createWorkspaceKey,
  evaluate,
  evaluateBatch,
  explainDecision,
  explainPersonalToken,
  explainWorkspaceKey,
  getAuthzenMetadata,
  declineInvitation,
  deleteRole,
  deleteUser,
  deleteWorkspace,
  dropWorkspacePersonalToken,
  endPersonalTokenOverlap,
  endServiceKeyOverlap,
  endUserCredentials,
  endWorkspaceKeyOverlap,
  deleteMe,
  getCatalog,
  getInvitation,
  exportAuditEvents,
  exportDeploymentAuditEvents,
  getAuditEvent,
  getDeploymentAuditProof,
  getJwks,
  getLiveness,
  getMe,
  getMyPermissions,
  getMember,
  getOpenapi,
  getPersonalToken,
  getPolicy,
  getProof,
  getReadiness,
  getRole,
  getServerMetadata,
  getServiceKey,
  getSession,
  getUser,
  getWorkspace,
  getWorkspaceKey,
  listAllWorkspaces,
  introspectToken,
  issueToken,
  listAuditEvents,
  listInvitations,
  listMembers,
  listPersonalTokens,
  listCheckpoints,
  listDeploymentAuditCheckpoints,
  listDeploymentAuditEvents,
  listMyAuditEvents,
  listRoles,
  listServiceKeys,
  listSessions,
  listUsers,
  listSigningKeys,
  listWorkspaceKeys,
  listWorkspacePersonalTokens,
  listWorkspaces,
  mintAccessToken,
  previewChange,
  previewInvitation,
  removeMember,
  resendInvitation,
  resumePersonalToken,
  resumeServiceKey,
  resumeUser,
  resumeWorkspace,
  resumeWorkspaceKey,
  revokeInvitation,
  revokePersonalToken,
  reauthenticate,
  reportLeakedCredentials,
  requestEmailChange,
  requestEmailVerification,
  requestPasswordReset,
  retireSigningKey,
  recordAuditEvents,
  revokeServiceKey,
  revokeSession,
  revokeSessions,
  revokeToken,
  revokeWorkspaceKey,
  rotatePersonalToken,
  rotateServiceKey,
  rotateWorkspaceKey,
  setOperator,
  setPolicy,
  signIn,
  signUp,
  suspendPersonalToken,
  suspendServiceKey,
  suspendUser,
  suspendWorkspace,
  suspendWorkspaceKey,
  updateMember,
  updatePersonalToken,
  updateRole,
  updateWorkspace,
  updateWorkspaceKey,
  rotateSigningKey,
  switchWorkspace,
  updateMe,
  verifyCredential,
};

/** Operations about a credential in the body say what they will read, so that one read serves caller and subject. */
export const headsExpectedBy: {
  readonly [Id in OperationId]?: (body: unknown, services: Services) => readonly string[];
} = {
  verifyCredential: expectedHeads,
};
