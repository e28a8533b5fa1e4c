import { bearer, type CallInput, type Credential } from './call.ts';
import type { CheckContext } from './check.ts';
import { arrayOf, objectOf, stringOf } from './contract/document.ts';
import { type Control, requireRefusal } from './expect.ts';
import { optionalOperations } from './missing-operation.ts';
import { bodyOf, type Person } from './provision.ts';
import { visitOwnAccount, visitPeople } from './tour/people.ts';
import { visitKeyCare, visitPersonalTokens, visitServiceKeyCare } from './tour/tokens.ts';
import type { Visit } from './tour/visit.ts';
import { visitWorkspaceAdministration } from './tour/workspaces.ts';

/** One success of every operation that can be made to succeed at any time, by operation id. */
export type Tour = ReadonlyMap<string, Control>;

/**
 * Walks through every operation, first as the contract wants it and then in the ways callers get it wrong. The oracle looks
 * at each answer; the successes serve as positive controls of the generated negative checks.
 */
export const walkThroughEveryOperation = async (context: CheckContext): Promise<Tour> => {
  const controls = new Map<string, Control>();
  const visit: Visit = async (operationId, request) => {
    const control = await context.given.succeeds(request);
    controls.set(operationId, control);
    return control;
  };
  /** A target may leave a part of the contract out, and has no tour of it. */
  const offers = (...ids: readonly string[]): boolean => ids.every((id) => context.contract.has(id));
  const audited = optionalOperations().get('audit') ?? [];
  const person = await context.provision.newcomer();
  await visitPublicOperations(context, visit);
  await visitAccount(context, person, visit);
  await visitOauth(context, person, visit);
  if (offers('issueToken')) await visitRefresh(context, person, visit);
  await visitWorkspace(context, person, visit);
  await visitServiceKeys(context, visit);
  await visitSigningKeys(context, visit);
  if (offers(...audited)) await visitAudit(context, person, visit);
  await visitPeople(context, visit);
  await visitOwnAccount(context, visit);
  await visitWorkspaceAdministration(context, person, visit);
  await visitPersonalTokens(context, person, visit);
  await visitKeyCare(context, person, visit);
  await visitServiceKeyCare(context, visit);
  await callersMistakes(context, person);
  return controls;
};

const visitPublicOperations = async ({ call, contract }: CheckContext, visit: Visit): Promise<void> => {
  const documents = [
    'getLiveness',
    'getReadiness',
    'getOpenapi',
    'getJwks',
    'getCatalog',
    'getAuthzenMetadata',
    'getServerMetadata',
  ];
  for (const id of documents) if (contract.has(id)) await visit(id, call(id));
};

const visitAccount = async ({ call, provision }: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const { email, password, session: as } = person;
  const name = provision.uniqueName();
  const body = { email: `${name}@conformance.example`, password: provision.password(), name };
  if ((await provision.signUpMode()) !== 'closed') await visit('signUp', call('signUp', { body }));
  await visit('signIn', call('signIn', { body: { email, password, delivery: 'body', client_name: 'conformance' } }));
  await visit('listSessions', call('listSessions', { as, query: { limit: 2 } }));
  await visit('getSession', call('getSession', { as, path: { session_id: 'current' } }));
  await visit('mintAccessToken', call('mintAccessToken', { as }));
  await visit('getMe', call('getMe', { as }));
  const spare = await provision.signIn(person);
  await visit('revokeSession', call('revokeSession', { as, path: { session_id: spare.id } }));
  const other = await provision.signIn(person);
  const current = { session_id: 'current' };
  await visit(
    'switchWorkspace',
    call('switchWorkspace', { as: bearer(other.token), path: current, body: { workspace: null } }),
  );
  await visit('reauthenticate', call('reauthenticate', { as, path: { session_id: other.id }, body: { password } }));
  await visit('revokeSessions', call('revokeSessions', { as, body: { scope: 'others' } }));
};

const visitRefresh = async ({ call, given, provision }: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const { email, password } = person;
  const signedIn = await given.succeeds(call('signIn', { body: { email, password, kind: 'renewable' } }));
  const refresh = { grant_type: 'refresh_token', refresh_token: stringOf(bodyOf(signedIn).refresh_token) };
  const refreshed = bodyOf(await visit('issueToken', call('issueToken', { body: refresh })));
  await given.succeeds(call('revokeToken', { body: { token: stringOf(refreshed.refresh_token) } }));
  const as = bearer((await provision.serviceKey()).secret);
  await given.succeeds(call('introspectToken', { as, body: { token: stringOf(refreshed.access_token) } }));
};

const visitOauth = async ({ call, given, provision }: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const as = bearer((await provision.serviceKey()).secret);
  const token = await provision.accessToken(person.session);
  await visit('introspectToken', call('introspectToken', { as, body: { token } }));
  await visit('revokeToken', call('revokeToken', { body: { token } }));
  await given.succeeds(call('introspectToken', { as, body: { token } }));
  const credentials = ['nothing-of-this-deployment'];
  await visit('reportLeakedCredentials', call('reportLeakedCredentials', { body: { credentials } }));
};

/**
 * The new key is retired before it signs, so nobody's token ends with it. But a request that is judged more than this notice
 * later may get a token that it signed: checks that look so far ahead sign in then, and take no access token.
 */
const visitSigningKeys = async ({ call, operator }: CheckContext, visit: Visit): Promise<void> => {
  const as = operator.session;
  await visit('listSigningKeys', call('listSigningKeys', { as }));
  const body = { sign_after_seconds: 86_400 };
  const published = bodyOf(await visit('rotateSigningKey', call('rotateSigningKey', { as, body })));
  const path = { key_id: stringOf(published.key_id) };
  await visit('retireSigningKey', call('retireSigningKey', { as, path }));
};

const visitWorkspace = async (context: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const { call, provision } = context;
  const as = person.session;
  const slug = provision.uniqueName();
  await visit('createWorkspace', call('createWorkspace', { as, body: { name: slug, slug } }));
  const path = { workspace: slug };
  await visit('listWorkspaces', call('listWorkspaces', { as }));
  await visit('getWorkspace', call('getWorkspace', { as, path }));
  await visit('listRoles', call('listRoles', { as, path }));
  const { granted, withheld, resource } = await provision.vocabulary();
  const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: [granted], resources: ['*'] }] };
  await visit(
    'createWorkspaceKey',
    call('createWorkspaceKey', { as, path, body: { name: slug, environment: 'live', permission } }),
  );
  const workspace = { id: slug, slug, name: slug };
  const key = await provision.key(person, workspace);
  const keyPath = { ...path, token_id: key.id };
  await visit('listWorkspaceKeys', call('listWorkspaceKeys', { as, path }));
  await visit('getWorkspaceKey', call('getWorkspaceKey', { as, path: keyPath }));
  const service = bearer((await provision.serviceKey()).secret);
  const question = { credential: key.secret, workspace: slug, action: granted, resource };
  await visit('verifyCredential', call('verifyCredential', { as: service, body: question }));
  await context.given.succeeds(call('verifyCredential', { as: service, body: { ...question, action: withheld } }));
  await context.given.succeeds(call('verifyCredential', { as: service, body: { credential: key.secret } }));
  await context.given.succeeds(call('verifyCredential', { as: service, body: { credential: `${key.secret}x` } }));
  await context.given.succeeds(call('getMe', { as: bearer(key.secret) }));
  await visitDecisions(context, { person, key: key.id, workspace: slug, service, action: granted, resource }, visit);
  await visit('revokeWorkspaceKey', call('revokeWorkspaceKey', { as, path: keyPath }));
  await visit('listAuditEvents', call('listAuditEvents', { as, path, query: { limit: 5 } }));
};

interface Question {
  readonly person: Person;
  readonly key: string;
  readonly workspace: string;
  readonly service: Credential;
  readonly action: string;
  readonly resource: string;
}

const visitDecisions = async (
  { call, contract }: CheckContext,
  { person, key, workspace, service, action, resource }: Question,
  visit: Visit,
): Promise<void> => {
  const as = person.session;
  const path = { workspace, token_id: key };
  await visit('explainWorkspaceKey', call('explainWorkspaceKey', { as, path, body: { action, resource } }));
  const evaluation = {
    subject: { type: 'workspace_key', id: key },
    action: { name: action },
    resource: { type: 'resource', id: resource },
    context: { workspace },
  };
  const questions: { readonly [operationId: string]: CallInput } = {
    getMyPermissions: { as, query: { workspace } },
    explainDecision: { as, body: { workspace, action, resource } },
    evaluate: { as: service, body: evaluation },
    evaluateBatch: { as: service, body: { ...evaluation, evaluations: [{}] } },
  };
  for (const [id, question] of Object.entries(questions)) if (contract.has(id)) await visit(id, call(id, question));
};

const visitServiceKeys = async ({ call, operator, provision }: CheckContext, visit: Visit): Promise<void> => {
  const as = operator.session;
  const created = await visit(
    'createServiceKey',
    call('createServiceKey', { as, body: { name: provision.uniqueName() } }),
  );
  const path = { token_id: stringOf(bodyOf(created).id) };
  await visit('listServiceKeys', call('listServiceKeys', { as }));
  await visit('getServiceKey', call('getServiceKey', { as, path }));
  await visit('revokeServiceKey', call('revokeServiceKey', { as, path }));
};

const visitAudit = async ({ call, operator, provision }: CheckContext, person: Person, visit: Visit): Promise<void> => {
  const as = person.session;
  const path = { workspace: (await provision.workspace(person)).slug };
  const reporter = bearer((await provision.serviceKey()).secret);
  const event = {
    client_event_id: provision.uniqueName(),
    action: 'content.publish',
    actor: { kind: 'system', id: null },
  };
  const reported = await visit(
    'recordAuditEvents',
    call('recordAuditEvents', { as: reporter, path, body: { events: [event] } }),
  );
  const [recorded] = bodyOf(reported).events as readonly { readonly event_id: string }[];
  const eventPath = { ...path, event_id: stringOf(recorded?.event_id) };
  await visit('getAuditEvent', call('getAuditEvent', { as, path: eventPath }));
  await visit('getProof', call('getProof', { as, path: eventPath }));
  await visit('listCheckpoints', call('listCheckpoints', { as, path }));
  await visit('exportAuditEvents', call('exportAuditEvents', { as, path }));
  await visit('listMyAuditEvents', call('listMyAuditEvents', { as, query: { limit: 5 } }));

  const asOperator = operator.session;
  const listed = await visit(
    'listDeploymentAuditEvents',
    call('listDeploymentAuditEvents', { as: asOperator, query: { limit: 5 } }),
  );
  const [newest] = bodyOf(listed).data as readonly { readonly id: string }[];
  const newestPath = { event_id: stringOf(newest?.id) };
  await visit('getDeploymentAuditProof', call('getDeploymentAuditProof', { as: asOperator, path: newestPath }));
  const checkpoints = bodyOf(
    await visit('listDeploymentAuditCheckpoints', call('listDeploymentAuditCheckpoints', { as: asOperator })),
  );
  // The trail of a deployment may be years long: what comes after its last checkpoint will do.
  const sealed = arrayOf(checkpoints.data).map((checkpoint) => Number(objectOf(checkpoint).seq));
  await visit(
    'exportDeploymentAuditEvents',
    call('exportDeploymentAuditEvents', { as: asOperator, query: { after_seq: Math.max(0, ...sealed) } }),
  );
};

/** What callers get wrong every day: the answers are problems, and problems have a contract too. */
const callersMistakes = async ({ call, send, provision }: CheckContext, person: Person): Promise<void> => {
  const as = person.session;
  requireRefusal(await send(call('getMe')), { status: 401 });
  requireRefusal(await send(call('getMe', { as: bearer('nonsense') })), { status: 401 });
  requireRefusal(await send(call('getWorkspace', { as, path: { workspace: `${provision.uniqueName()}-none` } })), {
    status: 404,
  });
  requireRefusal(await send(call('createWorkspace', { as, body: { name: 7 } })), { status: 400 });
  const wrong = { email: person.email, password: provision.password() };
  requireRefusal(await send(call('signIn', { body: wrong })), { status: 401 });
  const isClosed = (await provision.signUpMode()) === 'closed';
  const taken = { email: person.email, password: person.password, name: 'again' };
  // Where sign-ups are mailed, everybody is told the same.
  requireRefusal(await send(call('signUp', { body: taken })), { status: isClosed ? 403 : [202, 409] });
  requireRefusal(await send(call('signUp', { body: { ...taken, email: `weak-${person.email}`, password: 'short' } })), {
    status: isClosed ? [400, 403, 422] : [400, 422],
  });
};
