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
import { getMe } from '../account/get-me.ts';
import { requestEmailChange } from '../account/request-email-change.ts';
import { requestEmailVerification } from '../account/request-email-verification.ts';
import { requestPasswordReset } from '../account/request-password-reset.ts';
import { updateMe } from '../account/update-me.ts';
import { listAuditEvents } from '../audit/list-audit-events.ts';
import { expectedHeads, verifyCredential } from '../decisions/verify-credential.ts';
import type { Operation, OperationId } from '../operation/operation.ts';
import { getCatalog } from '../roles/get-catalog.ts';
import { listRoles } from '../roles/list-roles.ts';
import { getLiveness } from '../service/get-liveness.ts';
import { getOpenapi } from '../service/get-openapi.ts';
import { getReadiness } from '../service/get-readiness.ts';
import type { Services } from '../service.ts';
import { createServiceKey } from '../service-keys/create-service-key.ts';
import { getServiceKey } from '../service-keys/get-service-key.ts';
import { listServiceKeys } from '../service-keys/list-service-keys.ts';
import { revokeServiceKey } from '../service-keys/revoke-service-key.ts';
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
import { signUp } from '../users/sign-up.ts';
import { createWorkspaceKey } from '../workspace-keys/create-workspace-key.ts';
import { getWorkspaceKey } from '../workspace-keys/get-workspace-key.ts';
import { listWorkspaceKeys } from '../workspace-keys/list-workspace-keys.ts';
import { revokeWorkspaceKey } from '../workspace-keys/revoke-workspace-key.ts';
import { createWorkspace } from '../workspaces/create-workspace.ts';
import { getWorkspace } from '../workspaces/get-workspace.ts';
import { listWorkspaces } from '../workspaces/list-workspaces.ts';

/** Every operation of the contract and what carries it out. A missing or an extra entry does not compile. */
export const operations: { readonly [Id in OperationId]: Operation<Id> } = {
  changePassword,
  completeEmailVerification,
  completePasswordReset,
  completeSetup,
  confirmEmailChange,
  createServiceKey,
  createWorkspace,
  createWorkspaceKey,
  deleteMe,
  getCatalog,
  getJwks,
  getLiveness,
  getMe,
  getOpenapi,
  getReadiness,
  getServerMetadata,
  getServiceKey,
  getSession,
  getWorkspace,
  getWorkspaceKey,
  introspectToken,
  issueToken,
  listAuditEvents,
  listRoles,
  listServiceKeys,
  listSessions,
  listSigningKeys,
  listWorkspaceKeys,
  listWorkspaces,
  mintAccessToken,
  reauthenticate,
  reportLeakedCredentials,
  requestEmailChange,
  requestEmailVerification,
  requestPasswordReset,
  retireSigningKey,
  revokeServiceKey,
  revokeSession,
  revokeSessions,
  revokeToken,
  revokeWorkspaceKey,
  rotateSigningKey,
  signIn,
  signUp,
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
