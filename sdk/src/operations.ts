import {
  acceptInvitation,
  completeSetup,
  createInvitation,
  createPersonalToken,
  createRole,
  createServiceKey,
  createUser,
  createWorkspace,
  createWorkspaceKey,
  declineInvitation,
  deleteRole,
  deleteUser,
  deleteWorkspace,
  dropWorkspacePersonalToken,
  endPersonalTokenOverlap,
  endServiceKeyOverlap,
  endUserCredentials,
  endWorkspaceKeyOverlap,
  getCatalog,
  getInvitation,
  getJwks,
  getLiveness,
  getMe,
  getMember,
  getOpenapi,
  getPersonalToken,
  getPolicy,
  getReadiness,
  getRole,
  getServiceKey,
  getSession,
  getUser,
  getWorkspace,
  getWorkspaceKey,
  listAllWorkspaces,
  listAuditEvents,
  listInvitations,
  listMembers,
  listPersonalTokens,
  listRoles,
  listServiceKeys,
  listSessions,
  listUsers,
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
  revokeServiceKey,
  revokeSession,
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
  verifyCredential,
} from './generated/sdk.gen.ts';
import type { Input, Operation, OperationTraits, Result } from './operation-call.ts';

/** Carries one operation out. */
export type Perform = <O extends Operation>(
  operation: O,
  input: Input<O>,
  traits: OperationTraits,
) => Promise<Result<O>>;

/** The input may be left out where the request has no required member. */
export type Call<I, R> = Record<never, never> extends I ? (input?: I) => Promise<R> : (input: I) => Promise<R>;

/** Creations and rotations take a name for the attempt, so that repeating them makes nothing twice. Absent means one is made. */
export interface CreationOptions {
  /** 16 to 255 characters. */
  readonly idempotencyKey?: string;
}

/** Every operation of the contract under its tag. The name is the operation's without the noun that the tag says already. */
export function bindOperations(perform: Perform) {
  const plain = <O extends Operation>(operation: O, traits: OperationTraits = {}) =>
    ((input = {} as Input<O>) => perform(operation, input, traits)) as Call<Input<O>, Result<O>>;

  const creation = <O extends Operation>(operation: O) =>
    (({ idempotencyKey = 'generated', ...input }: Input<O> & CreationOptions) =>
      perform(operation, input as unknown as Input<O>, { idempotencyKey })) as Call<
      Input<O> & CreationOptions,
      Result<O>
    >;

  return {
    setup: { complete: plain(completeSetup) },
    users: {
      signUp: plain(signUp),
      create: creation(createUser),
      list: plain(listUsers),
      get: plain(getUser),
      suspend: plain(suspendUser),
      resume: plain(resumeUser),
      setOperator: plain(setOperator),
      endCredentials: plain(endUserCredentials),
      delete: plain(deleteUser),
    },
    account: { getMe: plain(getMe) },
    sessions: {
      signIn: plain(signIn),
      list: plain(listSessions),
      get: plain(getSession),
      revoke: plain(revokeSession),
    },
    accessTokens: { mint: plain(mintAccessToken), getJwks: plain(getJwks) },
    workspaces: {
      create: creation(createWorkspace),
      list: plain(listWorkspaces),
      get: plain(getWorkspace),
      update: plain(updateWorkspace),
      delete: plain(deleteWorkspace),
      getPolicy: plain(getPolicy),
      setPolicy: plain(setPolicy),
      previewChange: plain(previewChange, { readsOnly: true }),
      listAll: plain(listAllWorkspaces),
      suspend: plain(suspendWorkspace),
      resume: plain(resumeWorkspace),
    },
    members: {
      list: plain(listMembers),
      get: plain(getMember),
      update: plain(updateMember),
      remove: plain(removeMember),
      createInvitation: creation(createInvitation),
      listInvitations: plain(listInvitations),
      getInvitation: plain(getInvitation),
      resendInvitation: plain(resendInvitation),
      revokeInvitation: plain(revokeInvitation),
      previewInvitation: plain(previewInvitation, { readsOnly: true }),
      acceptInvitation: creation(acceptInvitation),
      declineInvitation: plain(declineInvitation),
    },
    roles: {
      create: creation(createRole),
      list: plain(listRoles),
      get: plain(getRole),
      update: plain(updateRole),
      delete: plain(deleteRole),
      getCatalog: plain(getCatalog),
    },
    personalTokens: {
      create: creation(createPersonalToken),
      list: plain(listPersonalTokens),
      get: plain(getPersonalToken),
      update: plain(updatePersonalToken),
      revoke: plain(revokePersonalToken),
      rotate: creation(rotatePersonalToken),
      endOverlap: plain(endPersonalTokenOverlap),
      suspend: plain(suspendPersonalToken),
      resume: plain(resumePersonalToken),
      listWorkspace: plain(listWorkspacePersonalTokens),
      dropWorkspace: plain(dropWorkspacePersonalToken),
    },
    workspaceKeys: {
      create: creation(createWorkspaceKey),
      list: plain(listWorkspaceKeys),
      get: plain(getWorkspaceKey),
      update: plain(updateWorkspaceKey),
      revoke: plain(revokeWorkspaceKey),
      rotate: creation(rotateWorkspaceKey),
      endOverlap: plain(endWorkspaceKeyOverlap),
      suspend: plain(suspendWorkspaceKey),
      resume: plain(resumeWorkspaceKey),
    },
    serviceKeys: {
      create: creation(createServiceKey),
      list: plain(listServiceKeys),
      get: plain(getServiceKey),
      revoke: plain(revokeServiceKey),
      rotate: creation(rotateServiceKey),
      endOverlap: plain(endServiceKeyOverlap),
      suspend: plain(suspendServiceKey),
      resume: plain(resumeServiceKey),
    },
    decisions: { verifyCredential: plain(verifyCredential, { readsOnly: true }) },
    audit: { listEvents: plain(listAuditEvents) },
    service: { getLiveness: plain(getLiveness), getReadiness: plain(getReadiness), getOpenapi: plain(getOpenapi) },
  };
}

export type Operations = ReturnType<typeof bindOperations>;
