// Generated from openapi/ by `npm run generate`. Do not edit.
import * as wire from './generated/sdk.gen.ts';
import type * as types from './generated/types.gen.ts';
import { listOperation, operation } from './operation.ts';

/**
 * Set the deployment up
 *
 * Makes the first operator and signs them in. Needs the one-time setup token that the service printed at its first start; it works once. Attempts are counted per address. **Who may call:** whoever has the setup token. **Audit event:** `deployment.set_up`.
 */
export const completeSetup = /* @__PURE__ */ operation<types.CompleteSetupData, types.CompleteSetupResponses>(wire.completeSetup, { open: true, startsSession: true });

/**
 * Sign in
 *
 * Checks an e-mail address and a password and starts a session. The answer is the same for an unknown address and for a wrong password. Attempts are counted per account and per address, before the password is checked. With `delivery` `cookie` the token goes into the session cookie, and the request needs proof that it comes from this origin or an allowed one. A `renewable` session is for installed clients: its access token is renewed with a refresh token, and it has no session token and no cookie. **Who may call:** anybody, without a credential. **Audit event:** `session.created` or `sign_in.failed`.
 */
export const signIn = /* @__PURE__ */ operation<types.SignInData, types.SignInResponses>(wire.signIn, { open: true, startsSession: true });

/**
 * List my sessions
 *
 * The live sessions of the caller, newest first, with client and last use. Nobody sees another person's. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const listSessions = /* @__PURE__ */ listOperation<types.ListSessionsData, types.ListSessionsResponses>(wire.listSessions);

/**
 * Get a session
 *
 * One of the caller's own sessions; `current` is the one that makes the request. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const getSession = /* @__PURE__ */ operation<types.GetSessionData, types.GetSessionResponses>(wire.getSession);

/**
 * End a session
 *
 * Ends one of the caller's own sessions; `current` signs out. The session and every access token of it are refused from the next request on. Other sessions live on. Ending a session that has ended is no error. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `session.ended` or `session.revoked`.
 */
export const revokeSession = /* @__PURE__ */ operation<types.RevokeSessionData, types.RevokeSessionResponses>(wire.revokeSession);

/**
 * Give the password again
 *
 * Renews the time of the password, which some operations ask to be recent. The session and its limits stay; the session token is replaced, and the one that was used ends, if the request was made with it. Attempts are counted together with those of signing in. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `session.reauthenticated`.
 */
export const reauthenticate = /* @__PURE__ */ operation<types.ReauthenticateData, types.ReauthenticateResponses>(wire.reauthenticate);

/**
 * Switch the current workspace
 *
 * Remembers which workspace a web client shows in this session. It decides nothing: what the caller may do is asked of the workspace that a request names. For sliding sessions. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `session.workspace_switched`.
 */
export const switchWorkspace = /* @__PURE__ */ operation<types.SwitchWorkspaceData, types.SwitchWorkspaceResponses>(wire.switchWorkspace);

/**
 * End several sessions
 *
 * Ends all of the caller's sessions, or all but the one that makes the request, with their access tokens and refresh tokens, from the next request on and however many there are. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `session.revoked`.
 */
export const revokeSessions = /* @__PURE__ */ operation<types.RevokeSessionsData, types.RevokeSessionsResponses>(wire.revokeSessions);

/**
 * Who am I
 *
 * The caller, and the workspaces the caller can reach. Any credential may ask about itself. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it), a workspace key (or an access token minted from it) or a service key. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const getMe = /* @__PURE__ */ operation<types.GetMeData, types.GetMeResponses>(wire.getMe);

/**
 * Change what is known of me
 *
 * Changes the members that are sent and leaves the others as they are. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `user.updated`.
 */
export const updateMe = /* @__PURE__ */ operation<types.UpdateMeData, types.UpdateMeResponses>(wire.updateMe);

/**
 * Delete my account
 *
 * Ends the account, its sessions and its personal tokens at once, leaves every workspace, and takes the person out of the audit trail, whose events stay. What workspaces own stays theirs. The address may be used for a new account, which has nothing of this one. Needs a recent password; refused with 409 `last_owner` while a workspace or the deployment would lose its last owner or operator. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `user.deleted` or `member.left`.
 */
export const deleteMe = /* @__PURE__ */ operation<types.DeleteMeData, types.DeleteMeResponses>(wire.deleteMe);

/**
 * Get my permissions
 *
 * What the caller may do in one workspace, as the lists of grants that decisions are made by. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const getMyPermissions = /* @__PURE__ */ operation<types.GetMyPermissionsData, types.GetMyPermissionsResponses>(wire.getMyPermissions);

/**
 * Ask whether and why
 *
 * Decides about the caller itself and says what would change the decision. Nothing is done. Without `workspace` a workspace key is asked about in its own. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const explainDecision = /* @__PURE__ */ operation<types.ExplainDecisionData, types.ExplainDecisionResponses>(wire.explainDecision, { repeatable: true });

/**
 * Change my password
 *
 * Takes the current password and a new one. Every other session ends; the one that asks goes on. Attempts are counted together with those of signing in. A mail tells the person. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `user.password_changed`.
 */
export const changePassword = /* @__PURE__ */ operation<types.ChangePasswordData, types.ChangePasswordResponses>(wire.changePassword);

/**
 * Ask for another address
 *
 * Mails a code to the new address and a notice to the present one, which stays in force until the code is used. The answer does not tell whether the new address has an account. Needs a recent password. Mails are counted per address. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `user.email_change_requested`.
 */
export const requestEmailChange = /* @__PURE__ */ operation<types.RequestEmailChangeData, types.RequestEmailChangeResponses>(wire.requestEmailChange);

/**
 * Confirm another address with a mailed code
 *
 * Uses the code up and puts the new address in place of the old one, which gets a notice. Codes that were mailed to the old address are void. A change that is still to be confirmed is void once all sessions have ended, as by a new password. An unknown, used, replaced, void or expired code is answered alike. **Who may call:** anybody, without a credential. **Audit event:** `user.email_changed`.
 */
export const confirmEmailChange = /* @__PURE__ */ operation<types.ConfirmEmailChangeData, types.ConfirmEmailChangeResponses>(wire.confirmEmailChange, { open: true });

/**
 * Ask for a new password
 *
 * Mails a code to the address if it has an account. The answer is the same if it has none. A new code ends the one before. Mails are counted per address. **Who may call:** anybody, without a credential. **Audit event:** `user.password_reset_requested`.
 */
export const requestPasswordReset = /* @__PURE__ */ operation<types.RequestPasswordResetData, types.RequestPasswordResetResponses>(wire.requestPasswordReset, { open: true });

/**
 * Set a new password with a mailed code
 *
 * Uses the code up, sets the password and ends every session of the person. Nobody is signed in by it. The address counts as verified. An unknown, used, replaced or expired code is answered alike. **Who may call:** anybody, without a credential. **Audit event:** `user.password_reset`.
 */
export const completePasswordReset = /* @__PURE__ */ operation<types.CompletePasswordResetData, types.CompletePasswordResetResponses>(wire.completePasswordReset, { open: true });

/**
 * Ask for the verification mail again
 *
 * Mails a new code if the address waits for verification. The answer is the same if it does not. A new code ends the one before. Mails are counted per address. **Who may call:** anybody, without a credential. **Audit event:** `user.email_verification_requested`.
 */
export const requestEmailVerification = /* @__PURE__ */ operation<types.RequestEmailVerificationData, types.RequestEmailVerificationResponses>(wire.requestEmailVerification, { open: true });

/**
 * Verify an address with a mailed code
 *
 * Takes the mailed code and the password that was chosen for the account: the code shows who reads the mail, the password that the same person signed up. So a code that somebody else has asked for gives nobody an account. After a sign-up, this is when the account comes into being. Nobody is signed in by it. An unknown, used, replaced or expired code is answered alike; attempts on the password are counted with those of signing in. **Who may call:** anybody, without a credential. **Audit event:** `user.email_verified` or `user.signed_up`.
 */
export const completeEmailVerification = /* @__PURE__ */ operation<types.CompleteEmailVerificationData, types.CompleteEmailVerificationResponses>(wire.completeEmailVerification, { open: true });

/**
 * Sign up
 *
 * Asks for an account. Nobody is signed in by it. Where addresses are verified the answer is 202, the same for new and for known addresses, and a mail says how to go on: a new address gets the code with which the account comes into being, a known one is told that it has an account. With the code of an invitation to the address, or where addresses are not verified, the account is made at once: 201, or 409 if the address has one. Where sign-up is by invitation only, or closed, it is refused with 403. Mails are counted per address. **Who may call:** anybody, without a credential. **Audit event:** `user.signed_up` or `user.sign_up_requested`.
 */
export const signUp = /* @__PURE__ */ operation<types.SignUpData, types.SignUpResponses>(wire.signUp, { open: true });

/**
 * Create an account for somebody
 *
 * Mails a code to the address, with which the person sets the password within 7 days. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `user.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createUser = /* @__PURE__ */ operation<types.CreateUserData, types.CreateUserResponses>(wire.createUser, { takesIdempotencyKey: true });

/**
 * List accounts
 *
 * The people with an account in the deployment, newest first. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const listUsers = /* @__PURE__ */ listOperation<types.ListUsersData, types.ListUsersResponses>(wire.listUsers);

/**
 * Get an account
 *
 * A person with an account. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const getUser = /* @__PURE__ */ operation<types.GetUserData, types.GetUserResponses>(wire.getUser);

/**
 * Delete an account
 *
 * Ends the account with its sessions, memberships and personal tokens, for good. Not while a workspace or the deployment would lose its last owner or operator. For operators whose password was given within the last ten minutes. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `user.deleted`, `member.removed` or `personal_token.revoked`.
 */
export const deleteUser = /* @__PURE__ */ operation<types.DeleteUserData, types.DeleteUserResponses>(wire.deleteUser);

/**
 * Suspend an account
 *
 * Ends the sessions and blocks the tokens of the person while it lasts. The last active operator cannot be suspended. Suspending twice is no error. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `user.suspended`.
 */
export const suspendUser = /* @__PURE__ */ operation<types.SuspendUserData, types.SuspendUserResponses>(wire.suspendUser);

/**
 * Resume an account
 *
 * Lets the person sign in and the tokens work again. Sessions that were ended stay ended. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `user.resumed`.
 */
export const resumeUser = /* @__PURE__ */ operation<types.ResumeUserData, types.ResumeUserResponses>(wire.resumeUser);

/**
 * Make or unmake an operator
 *
 * Operators run the deployment; they have no rights inside a workspace by that. The last active one stays. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `operator.changed`.
 */
export const setOperator = /* @__PURE__ */ operation<types.SetOperatorData, types.SetOperatorResponses>(wire.setOperator);

/**
 * End all credentials of a person
 *
 * Ends every session and revokes every personal token of the person, from the next request on. The password stays; workspace keys the person made stay. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `user.credentials_ended` or `personal_token.revoked`.
 */
export const endUserCredentials = /* @__PURE__ */ operation<types.EndUserCredentialsData, types.EndUserCredentialsResponses>(wire.endUserCredentials);

/**
 * Create a workspace
 *
 * Makes a workspace; the caller becomes its owner. Without a `slug` one is made from the name. A deployment can leave this to its operators. A person can own at most 100. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `workspace.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createWorkspace = /* @__PURE__ */ operation<types.CreateWorkspaceData, types.CreateWorkspaceResponses>(wire.createWorkspace, { takesIdempotencyKey: true });

/**
 * List my workspaces
 *
 * The workspaces that the caller can reach, newest first, each with the caller's role. A workspace key sees its own. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const listWorkspaces = /* @__PURE__ */ listOperation<types.ListWorkspacesData, types.ListWorkspacesResponses>(wire.listWorkspaces);

/**
 * Get a workspace
 *
 * For members and for keys of the workspace. Everybody else is answered as if it did not exist. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.workspace.read` on `latchkey:workspace:{workspace}`. **Audit event:** none.
 */
export const getWorkspace = /* @__PURE__ */ operation<types.GetWorkspaceData, types.GetWorkspaceResponses>(wire.getWorkspace);

/**
 * Rename a workspace
 *
 * The slug never changes. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.workspace.update` on `latchkey:workspace:{workspace}`. **Audit event:** `workspace.updated`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const updateWorkspace = /* @__PURE__ */ operation<types.UpdateWorkspaceData, types.UpdateWorkspaceResponses>(wire.updateWorkspace);

/**
 * Delete a workspace
 *
 * From the next request on it is answered as if it had never existed, and its keys are dead. Its slug is not given to another. For owners whose password was given within the last ten minutes. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.workspace.delete` on `latchkey:workspace:{workspace}`. **Audit event:** `workspace.deleted`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const deleteWorkspace = /* @__PURE__ */ operation<types.DeleteWorkspaceData, types.DeleteWorkspaceResponses>(wire.deleteWorkspace);

/**
 * Get the policy
 *
 * What the workspace allows. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.policy.read` on `latchkey:policy`. **Audit event:** none.
 */
export const getPolicy = /* @__PURE__ */ operation<types.GetPolicyData, types.GetPolicyResponses>(wire.getPolicy);

/**
 * Set the policy
 *
 * Counts from the next request on. `personal_tokens` and `environments` act at use, so tightening blocks existing tokens at once without ending them, and loosening lets them work again. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.policy.update` on `latchkey:policy`. **Audit event:** `policy.changed`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const setPolicy = /* @__PURE__ */ operation<types.SetPolicyData, types.SetPolicyResponses>(wire.setPolicy);

/**
 * See what a change would stop
 *
 * Lists the API tokens that a change would stop or narrow, and the keys to rotate after it. Nothing is changed. For those who may see the keys. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.read` on `latchkey:keys`. **Audit event:** none.
 */
export const previewChange = /* @__PURE__ */ operation<types.PreviewChangeData, types.PreviewChangeResponses>(wire.previewChange, { repeatable: true });

/**
 * List all workspaces
 *
 * Every workspace of the deployment, newest first. For operators, who see nothing of what is inside. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const listAllWorkspaces = /* @__PURE__ */ listOperation<types.ListAllWorkspacesData, types.ListAllWorkspacesResponses>(wire.listAllWorkspaces);

/**
 * Suspend a workspace
 *
 * From the next request on nothing in it can be used, by members and keys alike; nothing is lost. Suspending twice is no error. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `workspace.suspended`.
 */
export const suspendWorkspace = /* @__PURE__ */ operation<types.SuspendWorkspaceData, types.SuspendWorkspaceResponses>(wire.suspendWorkspace);

/**
 * Resume a workspace
 *
 * Everything in it works again as before. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `workspace.resumed`.
 */
export const resumeWorkspace = /* @__PURE__ */ operation<types.ResumeWorkspaceData, types.ResumeWorkspaceResponses>(wire.resumeWorkspace);

/**
 * List members
 *
 * The people of the workspace with their roles, who joined last first. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.members.read` on `latchkey:members`. **Audit event:** none.
 */
export const listMembers = /* @__PURE__ */ listOperation<types.ListMembersData, types.ListMembersResponses>(wire.listMembers);

/**
 * Get a member
 *
 * A person of the workspace. Everybody may look at their own membership. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.members.read` on `latchkey:members:{user_id}`. **Audit event:** none.
 */
export const getMember = /* @__PURE__ */ operation<types.GetMemberData, types.GetMemberResponses>(wire.getMember);

/**
 * Change the role of a member
 *
 * Counts from the next request on. The new role may allow nothing that the caller may not do. Admins do not touch owners, the last owner keeps the role, and nobody changes their own role except to step down. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.members.update` on `latchkey:members:{user_id}`. **Audit event:** `member.role_changed`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const updateMember = /* @__PURE__ */ operation<types.UpdateMemberData, types.UpdateMemberResponses>(wire.updateMember);

/**
 * Remove a member, or leave
 *
 * Ends the membership, from the next request on. With one's own id it is leaving, which needs no permission. Personal tokens made before never reach the workspace again. Admins do not remove owners; the last owner stays. Workspace keys stay. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.members.delete` on `latchkey:members:{user_id}`. **Audit event:** `member.removed`, `member.left` or `personal_token.revoked`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const removeMember = /* @__PURE__ */ operation<types.RemoveMemberData, types.RemoveMemberResponses>(wire.removeMember);

/**
 * Invite somebody
 *
 * Mails a code to the address, good for 7 days and for one use by the person with that address. The answer does not tell whether there is an account. The role may allow nothing that the caller may not do, now and at acceptance. Mails are counted per address. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.invitations.create` on `latchkey:invitations`. **Audit event:** `invitation.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createInvitation = /* @__PURE__ */ operation<types.CreateInvitationData, types.CreateInvitationResponses>(wire.createInvitation, { takesIdempotencyKey: true });

/**
 * List invitations
 *
 * The invitations of the workspace, newest first, ended ones included. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.invitations.read` on `latchkey:invitations`. **Audit event:** none.
 */
export const listInvitations = /* @__PURE__ */ listOperation<types.ListInvitationsData, types.ListInvitationsResponses>(wire.listInvitations);

/**
 * Get an invitation
 *
 * An invitation of the workspace, without its code. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.invitations.read` on `latchkey:invitations:{invitation_id}`. **Audit event:** none.
 */
export const getInvitation = /* @__PURE__ */ operation<types.GetInvitationData, types.GetInvitationResponses>(wire.getInvitation);

/**
 * Withdraw an invitation
 *
 * Its code is refused from now on. Withdrawing an invitation that has ended is no error and changes nothing. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.invitations.delete` on `latchkey:invitations:{invitation_id}`. **Audit event:** `invitation.revoked`.
 */
export const revokeInvitation = /* @__PURE__ */ operation<types.RevokeInvitationData, types.RevokeInvitationResponses>(wire.revokeInvitation);

/**
 * Send an invitation again
 *
 * Mails a new code, good for 7 days; the one before is refused from now on. At most once a minute. An invitation that was accepted, declined or withdrawn cannot be sent again. Mails are counted per address. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.invitations.update` on `latchkey:invitations:{invitation_id}`. **Audit event:** `invitation.resent`.
 */
export const resendInvitation = /* @__PURE__ */ operation<types.ResendInvitationData, types.ResendInvitationResponses>(wire.resendInvitation);

/**
 * See what an invitation offers
 *
 * For whoever holds the code. It does not use the code up. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const previewInvitation = /* @__PURE__ */ operation<types.PreviewInvitationData, types.PreviewInvitationResponses>(wire.previewInvitation, { open: true, repeatable: true });

/**
 * Accept an invitation
 *
 * Makes the caller a member. Only the person with the invited address can, once, and only while whoever invited them may still give the role. It proves the address, too. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `invitation.accepted`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const acceptInvitation = /* @__PURE__ */ operation<types.AcceptInvitationData, types.AcceptInvitationResponses>(wire.acceptInvitation, { takesIdempotencyKey: true });

/**
 * Decline an invitation
 *
 * For whoever holds the code, with or without an account. The code is used up. **Who may call:** anybody, without a credential. **Audit event:** `invitation.declined`.
 */
export const declineInvitation = /* @__PURE__ */ operation<types.DeclineInvitationData, types.DeclineInvitationResponses>(wire.declineInvitation, { open: true });

/**
 * List roles
 *
 * The roles that members and API tokens of the workspace can have, with their grants. System roles come from the catalog. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.roles.read` on `latchkey:roles`. **Audit event:** none.
 */
export const listRoles = /* @__PURE__ */ listOperation<types.ListRolesData, types.ListRolesResponses>(wire.listRoles);

/**
 * Create a role
 *
 * Makes a role of the workspace, in the same grant format as everything else. It may allow nothing that the caller may not do, and no `latchkey.keys` action. Names are unique in the workspace; there are at most 200. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.roles.create` on `latchkey:roles`. **Audit event:** `role.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createRole = /* @__PURE__ */ operation<types.CreateRoleData, types.CreateRoleResponses>(wire.createRole, { takesIdempotencyKey: true });

/**
 * Get a role
 *
 * A role of the catalog or of the workspace, with its grants. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.roles.read` on `latchkey:roles:{role_id}`. **Audit event:** none.
 */
export const getRole = /* @__PURE__ */ operation<types.GetRoleData, types.GetRoleResponses>(wire.getRole);

/**
 * Change a role
 *
 * Counts from the next request on for every member and token that has the role. It may allow nothing that the caller may not do. Roles of the catalog cannot be changed. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.roles.update` on `latchkey:roles:{role_id}`. **Audit event:** `role.updated`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const updateRole = /* @__PURE__ */ operation<types.UpdateRoleData, types.UpdateRoleResponses>(wire.updateRole);

/**
 * Delete a role
 *
 * Only while no member, pending invitation or API token that can still be used has it. Roles of the catalog cannot be deleted. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.roles.delete` on `latchkey:roles:{role_id}`. **Audit event:** `role.deleted`. **Changing what was read:** with `If-Match` it counts only while the `ETag` is still that one; else it is 412 `precondition_failed`.
 */
export const deleteRole = /* @__PURE__ */ operation<types.DeleteRoleData, types.DeleteRoleResponses>(wire.deleteRole);

/**
 * Get the catalog
 *
 * The vocabulary of the deployment, namely its actions, resource formats, scopes, system roles, limits and the default policy. Public. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getCatalog = /* @__PURE__ */ operation<types.GetCatalogData, types.GetCatalogResponses>(wire.getCatalog, { open: true });

/**
 * Create a workspace key
 *
 * Makes a key that belongs to the workspace and outlives the people who made it. Only a person can make one, and nobody can give it more than they hold. The secret is in this answer only. Names are unique among live keys; a workspace has at most 100. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.create` on `latchkey:keys`. **Audit event:** `workspace_key.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createWorkspaceKey = /* @__PURE__ */ operation<types.CreateWorkspaceKeyData, types.CreateWorkspaceKeyResponses>(wire.createWorkspaceKey, { takesIdempotencyKey: true });

/**
 * List workspace keys
 *
 * The keys of the workspace, newest first, without their secrets. Ended ones stay in the list for 90 days. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.read` on `latchkey:keys`. **Audit event:** none.
 */
export const listWorkspaceKeys = /* @__PURE__ */ listOperation<types.ListWorkspaceKeysData, types.ListWorkspaceKeysResponses>(wire.listWorkspaceKeys);

/**
 * Get a workspace key
 *
 * A key of the workspace, without its secret. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.read` on `latchkey:keys:{token_id}`. **Audit event:** none.
 */
export const getWorkspaceKey = /* @__PURE__ */ operation<types.GetWorkspaceKeyData, types.GetWorkspaceKeyResponses>(wire.getWorkspaceKey);

/**
 * Update a workspace key
 *
 * Changes the members that are sent; null clears. Nobody can give a key more than they hold. The environment is fixed when a key is made, and an ended key cannot be changed. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.update` on `latchkey:keys:{token_id}`. **Audit event:** `workspace_key.updated`.
 */
export const updateWorkspaceKey = /* @__PURE__ */ operation<types.UpdateWorkspaceKeyData, types.UpdateWorkspaceKeyResponses>(wire.updateWorkspaceKey);

/**
 * Revoke a workspace key
 *
 * Ends the key for good; it is refused from the next request on and cannot be brought back. Other keys are not touched. Revoking an ended key is no error. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.delete` on `latchkey:keys:{token_id}`. **Audit event:** `workspace_key.revoked`.
 */
export const revokeWorkspaceKey = /* @__PURE__ */ operation<types.RevokeWorkspaceKeyData, types.RevokeWorkspaceKeyResponses>(wire.revokeWorkspaceKey);

/**
 * Ask what a workspace key may do
 *
 * Decides about a key of the workspace, without its secret, and says what would change the decision. Nothing is done. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.read` on `latchkey:keys:{token_id}`. **Audit event:** none.
 */
export const explainWorkspaceKey = /* @__PURE__ */ operation<types.ExplainWorkspaceKeyData, types.ExplainWorkspaceKeyResponses>(wire.explainWorkspaceKey, { repeatable: true });

/**
 * Rotate a workspace key
 *
 * Gives the key a second secret now, with the same id, name, permission and expiry. The old secret works until the overlap is over or is ended, never past the expiry. During an overlap another rotation is refused, unless `overlap_seconds` is 0, which ends every old secret at once. The new secret is in this answer only; a retry with the same `Idempotency-Key` gets the same bytes. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.update` on `latchkey:keys:{token_id}`. **Audit event:** `workspace_key.rotated`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const rotateWorkspaceKey = /* @__PURE__ */ operation<types.RotateWorkspaceKeyData, types.RotateWorkspaceKeyResponses>(wire.rotateWorkspaceKey, { takesIdempotencyKey: true });

/**
 * Suspend a workspace key
 *
 * The key is refused from the next request on, until it is resumed. Suspending a suspended one changes nothing. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.update` on `latchkey:keys:{token_id}`. **Audit event:** `workspace_key.suspended`.
 */
export const suspendWorkspaceKey = /* @__PURE__ */ operation<types.SuspendWorkspaceKeyData, types.SuspendWorkspaceKeyResponses>(wire.suspendWorkspaceKey);

/**
 * Resume a workspace key
 *
 * The key works again. Resuming an active one changes nothing; what is revoked or expired stays so. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.update` on `latchkey:keys:{token_id}`. **Audit event:** `workspace_key.resumed`.
 */
export const resumeWorkspaceKey = /* @__PURE__ */ operation<types.ResumeWorkspaceKeyData, types.ResumeWorkspaceKeyResponses>(wire.resumeWorkspaceKey);

/**
 * End the overlap of a rotation
 *
 * The secret before the last rotation is refused from the next request on. Without an overlap nothing changes. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.keys.update` on `latchkey:keys:{token_id}`. **Audit event:** `workspace_key.overlap_ended`.
 */
export const endWorkspaceKeyOverlap = /* @__PURE__ */ operation<types.EndWorkspaceKeyOverlapData, types.EndWorkspaceKeyOverlapResponses>(wire.endWorkspaceKeyOverlap);

/**
 * Create a personal token
 *
 * Makes a token that acts for the caller in the workspaces it names, with the caller's own role there and never more than its permission. Only a person can make one, and only where the policy of each listed workspace allows it; `all` leaves out those that forbid it. A scope that asks for a role is refused where the caller does not have that role. The secret is in this answer only. Names are unique among the caller's live tokens; a person has at most 100. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createPersonalToken = /* @__PURE__ */ operation<types.CreatePersonalTokenData, types.CreatePersonalTokenResponses>(wire.createPersonalToken, { takesIdempotencyKey: true });

/**
 * List own personal tokens
 *
 * The caller's personal tokens, newest first, without their secrets. Ended ones stay in the list for 90 days. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const listPersonalTokens = /* @__PURE__ */ listOperation<types.ListPersonalTokensData, types.ListPersonalTokensResponses>(wire.listPersonalTokens);

/**
 * Get a personal token
 *
 * One of the caller's tokens, without its secret. It also says where it does not reach, and why. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const getPersonalToken = /* @__PURE__ */ operation<types.GetPersonalTokenData, types.GetPersonalTokenResponses>(wire.getPersonalToken);

/**
 * Update a personal token
 *
 * Changes the members that are sent; null clears. Environment and workspaces are fixed when a token is made. An ended token cannot be changed. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.updated`.
 */
export const updatePersonalToken = /* @__PURE__ */ operation<types.UpdatePersonalTokenData, types.UpdatePersonalTokenResponses>(wire.updatePersonalToken);

/**
 * Revoke a personal token
 *
 * Ends the token for good; it is refused from the next request on and cannot be brought back. Revoking an ended token is no error. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.revoked`.
 */
export const revokePersonalToken = /* @__PURE__ */ operation<types.RevokePersonalTokenData, types.RevokePersonalTokenResponses>(wire.revokePersonalToken);

/**
 * Rotate a personal token
 *
 * Gives the token a second secret now, with the same id, name, permission and expiry. The old secret works until the overlap is over or is ended, never past the expiry. During an overlap another rotation is refused, unless `overlap_seconds` is 0, which ends every old secret at once. The new secret is in this answer only; a retry with the same `Idempotency-Key` gets the same bytes. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.rotated`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const rotatePersonalToken = /* @__PURE__ */ operation<types.RotatePersonalTokenData, types.RotatePersonalTokenResponses>(wire.rotatePersonalToken, { takesIdempotencyKey: true });

/**
 * Suspend a personal token
 *
 * The token is refused from the next request on, until it is resumed. Suspending a suspended one changes nothing. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.suspended`.
 */
export const suspendPersonalToken = /* @__PURE__ */ operation<types.SuspendPersonalTokenData, types.SuspendPersonalTokenResponses>(wire.suspendPersonalToken);

/**
 * Resume a personal token
 *
 * The token works again. Resuming an active one changes nothing; what is revoked or expired stays so. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.resumed`.
 */
export const resumePersonalToken = /* @__PURE__ */ operation<types.ResumePersonalTokenData, types.ResumePersonalTokenResponses>(wire.resumePersonalToken);

/**
 * End the overlap of a rotation
 *
 * The secret before the last rotation is refused from the next request on. Without an overlap nothing changes. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** `personal_token.overlap_ended`.
 */
export const endPersonalTokenOverlap = /* @__PURE__ */ operation<types.EndPersonalTokenOverlapData, types.EndPersonalTokenOverlapResponses>(wire.endPersonalTokenOverlap);

/**
 * Ask what a personal token may do
 *
 * Decides about one of the caller's tokens, without its secret, and says what would change the decision. Nothing is done. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const explainPersonalToken = /* @__PURE__ */ operation<types.ExplainPersonalTokenData, types.ExplainPersonalTokenResponses>(wire.explainPersonalToken, { repeatable: true });

/**
 * List the personal tokens of a workspace
 *
 * The live personal tokens of members that cover this workspace, newest first, also those that the policy keeps out at present. Their permissions and their other workspaces are their owners' affair. A page may hold fewer tokens than asked for, and still not be the last. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.personal_tokens.read` on `latchkey:personal_tokens`. **Audit event:** none.
 */
export const listWorkspacePersonalTokens = /* @__PURE__ */ listOperation<types.ListWorkspacePersonalTokensData, types.ListWorkspacePersonalTokensResponses>(wire.listWorkspacePersonalTokens);

/**
 * Drop a personal token from a workspace
 *
 * From the next request on the token no longer reaches this workspace, for good. It goes on elsewhere; one that is left with no workspace is revoked. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It needs `latchkey.personal_tokens.delete` on `latchkey:personal_tokens:{token_id}`. **Audit event:** `personal_token.dropped` or `personal_token.revoked`.
 */
export const dropWorkspacePersonalToken = /* @__PURE__ */ operation<types.DropWorkspacePersonalTokenData, types.DropWorkspacePersonalTokenResponses>(wire.dropWorkspacePersonalToken);

/**
 * Create a service key
 *
 * Makes a key with which an API server verifies credentials in every workspace; it can do nothing else. For operators. The secret is in this answer only. Names are unique among live keys; there are at most 100. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `service_key.created`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const createServiceKey = /* @__PURE__ */ operation<types.CreateServiceKeyData, types.CreateServiceKeyResponses>(wire.createServiceKey, { takesIdempotencyKey: true });

/**
 * List service keys
 *
 * The service keys of the deployment, newest first, without their secrets. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const listServiceKeys = /* @__PURE__ */ listOperation<types.ListServiceKeysData, types.ListServiceKeysResponses>(wire.listServiceKeys);

/**
 * Get a service key
 *
 * A service key, without its secret. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const getServiceKey = /* @__PURE__ */ operation<types.GetServiceKeyData, types.GetServiceKeyResponses>(wire.getServiceKey);

/**
 * Revoke a service key
 *
 * Ends the key for good, from the next request on. Revoking an ended key is no error. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `service_key.revoked`.
 */
export const revokeServiceKey = /* @__PURE__ */ operation<types.RevokeServiceKeyData, types.RevokeServiceKeyResponses>(wire.revokeServiceKey);

/**
 * Rotate a service key
 *
 * Gives the key a second secret now, with the same id, name, permission and expiry. The old secret works until the overlap is over or is ended, never past the expiry. During an overlap another rotation is refused, unless `overlap_seconds` is 0, which ends every old secret at once. The new secret is in this answer only; a retry with the same `Idempotency-Key` gets the same bytes. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `service_key.rotated`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const rotateServiceKey = /* @__PURE__ */ operation<types.RotateServiceKeyData, types.RotateServiceKeyResponses>(wire.rotateServiceKey, { takesIdempotencyKey: true });

/**
 * Suspend a service key
 *
 * The key is refused from the next request on, until it is resumed. Suspending a suspended one changes nothing. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `service_key.suspended`.
 */
export const suspendServiceKey = /* @__PURE__ */ operation<types.SuspendServiceKeyData, types.SuspendServiceKeyResponses>(wire.suspendServiceKey);

/**
 * Resume a service key
 *
 * The key works again. Resuming an active one changes nothing; what is revoked or expired stays so. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `service_key.resumed`.
 */
export const resumeServiceKey = /* @__PURE__ */ operation<types.ResumeServiceKeyData, types.ResumeServiceKeyResponses>(wire.resumeServiceKey);

/**
 * End the overlap of a rotation
 *
 * The secret before the last rotation is refused from the next request on. Without an overlap nothing changes. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `service_key.overlap_ended`.
 */
export const endServiceKeyOverlap = /* @__PURE__ */ operation<types.EndServiceKeyOverlapData, types.EndServiceKeyOverlapResponses>(wire.endServiceKeyOverlap);

/**
 * Verify a credential and decide
 *
 * What a guard in front of an API calls on each request. It says who a credential is and, if an action is asked about, whether it is allowed and why. Whatever is wrong with the credential, the answer is 200 with an `outcome`. Service keys ask about every workspace; a workspace key with `latchkey.credentials.verify` asks about credentials of its own workspace and environment only, and everything else looks unknown to it. Without `workspace` a workspace key is asked about in its own. A credential of another than the required `environment` is denied, whether or not an action is asked about. A verified session is used by that. **Who may call:** a service key or a workspace key (or an access token minted from it). It needs `latchkey.credentials.verify` on `latchkey:credentials`. **Audit event:** none.
 */
export const verifyCredential = /* @__PURE__ */ operation<types.VerifyCredentialData, types.VerifyCredentialResponses>(wire.verifyCredential, { repeatable: true });

/**
 * Evaluate access (AuthZEN)
 *
 * OpenID AuthZEN Authorization API 1.0. May this subject do this to that? The decision is the one that `/v1/verify` gives for a credential of the same subject. A subject that is unknown, a workspace that the subject or the caller does not belong to and an action that is not in the catalog are answered by the same bytes. **Who may call:** a service key or a workspace key (or an access token minted from it). It needs `latchkey.credentials.verify` on `latchkey:credentials`. **Audit event:** none.
 */
export const evaluate = /* @__PURE__ */ operation<types.EvaluateData, types.EvaluateResponses>(wire.evaluate, { repeatable: true });

/**
 * Evaluate access many times (AuthZEN)
 *
 * Up to 1000 questions of AuthZEN 1.0 in at most 1 MiB, answered in their order. **Who may call:** a service key or a workspace key (or an access token minted from it). It needs `latchkey.credentials.verify` on `latchkey:credentials`. **Audit event:** none.
 */
export const evaluateBatch = /* @__PURE__ */ operation<types.EvaluateBatchData, types.EvaluateBatchResponses>(wire.evaluateBatch, { repeatable: true });

/**
 * Get the AuthZEN metadata
 *
 * Where this decision point is asked, as AuthZEN 1.0 publishes it. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getAuthzenMetadata = /* @__PURE__ */ operation<types.GetAuthzenMetadataData, types.GetAuthzenMetadataResponses>(wire.getAuthzenMetadata, { open: true });

/**
 * Mint an access token
 *
 * A short-lived signed token of the caller's session or API token, which it counts as everywhere. A still valid access token of a session can be exchanged in the same way; session and time of the password stay the same. It counts as a use of the session and is never valid beyond its end. One of a personal token or workspace key never has more rights than that has now, dies with the secret it was minted with, and cannot be exchanged. With the cookie, a request that a browser marks as coming from another site, or as a navigation, is refused. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const mintAccessToken = /* @__PURE__ */ operation<types.MintAccessTokenData, types.MintAccessTokenResponses>(wire.mintAccessToken);

/**
 * Refresh a session
 *
 * RFC 6749 §6, for renewable sessions: a refresh token is exchanged for a fresh access token and the refresh token that follows it. It can be used once. Repeated within the grace (10 seconds unless configured) by whoever did not get the answer, the same successor is given again; used later, or once its successor was used, it ends the session, because two hold what one should. **Who may call:** anybody, without a credential. **Audit event:** `session.refreshed` or `session.reuse_detected`.
 */
export const issueToken = /* @__PURE__ */ operation<types.IssueTokenData, types.IssueTokenResponses>(wire.issueToken, { open: true });

/**
 * Introspect a token
 *
 * RFC 7662, for API servers that speak it: whether a token can be used now, and what it stands for. What it may do is asked with `verifyCredential`. A workspace key is told about tokens of its own workspace and environment only; all else is inactive, and so is every refresh token. Asking is no use of a session. **Who may call:** a service key or a workspace key (or an access token minted from it). It needs `latchkey.credentials.verify` on `latchkey:credentials`. **Audit event:** none.
 */
export const introspectToken = /* @__PURE__ */ operation<types.IntrospectTokenData, types.IntrospectTokenResponses>(wire.introspectToken, { repeatable: true });

/**
 * Revoke a token
 *
 * RFC 7009: whoever holds a token may end it. A session token and a refresh token end their session, an access token ends itself and every token that was exchanged for it, an API token ends for ever; during a rotation's overlap only the secret that is sent ends. An unknown token is answered like one that was ended. **Who may call:** anybody, without a credential. **Audit event:** `credential.revoked`.
 */
export const revokeToken = /* @__PURE__ */ operation<types.RevokeTokenData, types.RevokeTokenResponses>(wire.revokeToken, { open: true });

/**
 * Report leaked credentials
 *
 * For secret scanners and finders: every API token among the reported texts is revoked at once, and its owners get a mail. The answer is the same whether or not a text is a credential of this deployment. **Who may call:** anybody, without a credential. **Audit event:** `credential.leak_reported`.
 */
export const reportLeakedCredentials = /* @__PURE__ */ operation<types.ReportLeakedCredentialsData, types.ReportLeakedCredentialsResponses>(wire.reportLeakedCredentials, { open: true });

/**
 * Get the OAuth server metadata
 *
 * RFC 8414: where an OAuth client refreshes, introspects and revokes. There is no authorization endpoint. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getServerMetadata = /* @__PURE__ */ operation<types.GetServerMetadataData, types.GetServerMetadataResponses>(wire.getServerMetadata, { open: true });

/**
 * Get the public signing keys
 *
 * The keys that verify access tokens (RFC 7517), public members only. A key is published before it is used and stays until the last token it signed has expired. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getJwks = /* @__PURE__ */ operation<types.GetJwksData, types.GetJwksResponses>(wire.getJwks, { open: true });

/**
 * List signing keys
 *
 * Every key that signs, will sign or has signed access tokens, newest first; the private halves never leave the service. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const listSigningKeys = /* @__PURE__ */ listOperation<types.ListSigningKeysData, types.ListSigningKeysResponses>(wire.listSigningKeys);

/**
 * Rotate the signing key
 *
 * Makes a new key. It is published at once and signs after `sign_after_seconds`; the key that signs until then is accepted until it is retired, so no request is refused. One rotation at a time. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `signing_key.rotated`. **Repeating it:** with the same `Idempotency-Key` and body, within 24 hours, the first answer is given again, byte for byte. Another body is refused with 422 `idempotency_key_reused`.
 */
export const rotateSigningKey = /* @__PURE__ */ operation<types.RotateSigningKeyData, types.RotateSigningKeyResponses>(wire.rotateSigningKey, { takesIdempotencyKey: true });

/**
 * Retire a signing key
 *
 * No token of the key is accepted from then on, and its private half is destroyed. A key that signs cannot be retired; rotate first. A superseded one can once the last token it signed has expired, or at once with `immediately`, after a leak. Retiring it again changes nothing. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `signing_key.retired`.
 */
export const retireSigningKey = /* @__PURE__ */ operation<types.RetireSigningKeyData, types.RetireSigningKeyResponses>(wire.retireSigningKey);

/**
 * List audit events
 *
 * What happened in the workspace, newest first. Filters combine. Events are visible at once and never change. For owners, admins and keys with `latchkey.audit.read`; a test key sees test events only, those by or about a test token. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.audit.read` on `latchkey:audit`. **Audit event:** none.
 */
export const listAuditEvents = /* @__PURE__ */ listOperation<types.ListAuditEventsData, types.ListAuditEventsResponses>(wire.listAuditEvents);

/**
 * Record audit events
 *
 * Adds what happened at your own API to the trail of the workspace, up to 100 events and 1 MiB at a time, all or none. Each is marked with the key that reported it; `client_event_id` makes a repetition harmless. Actions that begin with `latchkey.` are refused. For service keys, and keys with `latchkey.audit.write`, which report in their own environment. **Who may call:** a workspace key (or an access token minted from it) or a service key. It needs `latchkey.audit.write` on `latchkey:audit`. **Audit event:** none.
 */
export const recordAuditEvents = /* @__PURE__ */ operation<types.RecordAuditEventsData, types.RecordAuditEventsResponses>(wire.recordAuditEvents, { repeatable: true });

/**
 * Get an audit event
 *
 * One event of the workspace. For owners, admins and keys with `latchkey.audit.read`; a test key sees test events only. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.audit.read` on `latchkey:audit`. **Audit event:** none.
 */
export const getAuditEvent = /* @__PURE__ */ operation<types.GetAuditEventData, types.GetAuditEventResponses>(wire.getAuditEvent);

/**
 * Prove an audit event
 *
 * Shows that the event is in the trail as it was when a checkpoint was signed. For owners, admins and keys with `latchkey.audit.read`; a test key sees test events only. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.audit.read` on `latchkey:audit`. **Audit event:** none.
 */
export const getProof = /* @__PURE__ */ operation<types.GetProofData, types.GetProofResponses>(wire.getProof);

/**
 * List audit checkpoints
 *
 * The signed checkpoints of the trail, newest first, with the public keys. There is one at least every minute in which something happened. For owners, admins and keys with `latchkey.audit.read`. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.audit.read` on `latchkey:audit`. **Audit event:** none.
 */
export const listCheckpoints = /* @__PURE__ */ listOperation<types.ListCheckpointsData, types.ListCheckpointsResponses>(wire.listCheckpoints);

/**
 * Export the audit trail
 *
 * The whole trail of the workspace in the order of its chain, for a third party to verify. The export is an event itself. Events of the last second may not have their place yet. For owners, admins and live keys with `latchkey.audit.read`. **Who may call:** a session (as Bearer or as the cookie), an access token of a session, a personal token (or an access token minted from it) or a workspace key (or an access token minted from it). It needs `latchkey.audit.read` on `latchkey:audit`. **Audit event:** `audit.exported`.
 */
export const exportAuditEvents = /* @__PURE__ */ operation<types.ExportAuditEventsData, types.ExportAuditEventsResponses>(wire.exportAuditEvents, { answersText: true });

/**
 * List my audit events
 *
 * What you did with your account, and what was done to it, newest first: sign-ins, refused ones too, sessions, tokens and changes. What you did inside a workspace is in the trail of the workspace. **Who may call:** a session (as Bearer or as the cookie) or an access token of a session. It is about the caller itself, and needs no permission. **Audit event:** none.
 */
export const listMyAuditEvents = /* @__PURE__ */ listOperation<types.ListMyAuditEventsData, types.ListMyAuditEventsResponses>(wire.listMyAuditEvents);

/**
 * List audit events of the deployment
 *
 * What happened outside of workspaces, newest first: accounts, sessions, operators, keys of the deployment, and strangers. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const listDeploymentAuditEvents = /* @__PURE__ */ listOperation<types.ListDeploymentAuditEventsData, types.ListDeploymentAuditEventsResponses>(wire.listDeploymentAuditEvents);

/**
 * Prove an audit event of the deployment
 *
 * Shows that the event is in the trail as it was when a checkpoint was signed. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const getDeploymentAuditProof = /* @__PURE__ */ operation<types.GetDeploymentAuditProofData, types.GetDeploymentAuditProofResponses>(wire.getDeploymentAuditProof);

/**
 * List audit checkpoints of the deployment
 *
 * The signed checkpoints of the deployment's own trail, newest first, with the public keys. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** none.
 */
export const listDeploymentAuditCheckpoints = /* @__PURE__ */ listOperation<types.ListDeploymentAuditCheckpointsData, types.ListDeploymentAuditCheckpointsResponses>(wire.listDeploymentAuditCheckpoints);

/**
 * Export the audit trail of the deployment
 *
 * The whole trail of the deployment in the order of its chain, for a third party to verify. The export is an event itself. For operators. **Who may call:** an operator's session. It needs no role in any workspace. **Audit event:** `audit.exported`.
 */
export const exportDeploymentAuditEvents = /* @__PURE__ */ operation<types.ExportDeploymentAuditEventsData, types.ExportDeploymentAuditEventsResponses>(wire.exportDeploymentAuditEvents, { answersText: true });

/**
 * Is the process alive
 *
 * Answers as long as the process can. Asks nothing of the store and has no quota. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getLiveness = /* @__PURE__ */ operation<types.GetLivenessData, types.GetLivenessResponses>(wire.getLiveness, { open: true });

/**
 * Is the service ready
 *
 * Answers 200 when the service can serve requests, its store included, and 503 otherwise. It has no quota. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getReadiness = /* @__PURE__ */ operation<types.GetReadinessData, types.GetReadinessResponses>(wire.getReadiness, { open: true });

/**
 * Get this contract
 *
 * The OpenAPI 3.1 document that this service validates requests with. **Who may call:** anybody, without a credential. **Audit event:** none.
 */
export const getOpenapi = /* @__PURE__ */ operation<types.GetOpenapiData, types.GetOpenapiResponses>(wire.getOpenapi, { open: true });
