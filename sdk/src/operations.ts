import {
  completeSetup,
  createServiceKey,
  createWorkspace,
  createWorkspaceKey,
  evaluate,
  evaluateBatch,
  explainDecision,
  explainWorkspaceKey,
  getAuthzenMetadata,
  getCatalog,
  getJwks,
  getLiveness,
  getMe,
  getMyPermissions,
  getOpenapi,
  getReadiness,
  getServiceKey,
  getSession,
  getWorkspace,
  getWorkspaceKey,
  listAuditEvents,
  listRoles,
  listServiceKeys,
  listSessions,
  listWorkspaceKeys,
  listWorkspaces,
  mintAccessToken,
  revokeServiceKey,
  revokeSession,
  revokeWorkspaceKey,
  signIn,
  signUp,
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

/** Creations take a name for the attempt, so that repeating them makes nothing twice. Absent means one is made. */
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
    users: { signUp: plain(signUp) },
    account: {
      getMe: plain(getMe),
      getMyPermissions: plain(getMyPermissions),
      explainDecision: plain(explainDecision, { readsOnly: true }),
    },
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
    },
    roles: { list: plain(listRoles), getCatalog: plain(getCatalog) },
    workspaceKeys: {
      create: creation(createWorkspaceKey),
      list: plain(listWorkspaceKeys),
      get: plain(getWorkspaceKey),
      revoke: plain(revokeWorkspaceKey),
      explain: plain(explainWorkspaceKey, { readsOnly: true }),
    },
    serviceKeys: {
      create: creation(createServiceKey),
      list: plain(listServiceKeys),
      get: plain(getServiceKey),
      revoke: plain(revokeServiceKey),
    },
    decisions: {
      verifyCredential: plain(verifyCredential, { readsOnly: true }),
      evaluate: plain(evaluate, { readsOnly: true }),
      evaluateBatch: plain(evaluateBatch, { readsOnly: true }),
      getAuthzenMetadata: plain(getAuthzenMetadata),
    },
    audit: { listEvents: plain(listAuditEvents) },
    service: { getLiveness: plain(getLiveness), getReadiness: plain(getReadiness), getOpenapi: plain(getOpenapi) },
  };
}

export type Operations = ReturnType<typeof bindOperations>;
