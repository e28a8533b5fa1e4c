import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { SealedEvent } from '../../src/audit/sealed-event.ts';
import { seconds } from '../../src/clock.ts';
import { type Operations, operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { newPlace } from '../storage/engines.ts';
import { provokeAccountEvents, provokeVerifiedSignUpEvents, refusedAboutAccounts } from '../support/account-events.ts';
import {
  createKey,
  createServiceKey,
  createWorkspace,
  password,
  setUpOperator,
  signInPerson,
  signUpOwner,
  signUpPerson,
  unique,
} from '../support/actors.ts';
import { invite, mailedCode } from '../support/member-actors.ts';
import { provokePeopleEvents, refusedAboutPeople } from '../support/people-events.ts';
import { formOf, refresh, refuseRefresh, signInRenewable, signUpRenewable } from '../support/renewable.ts';
import type { Asked } from '../support/test-client.ts';
import { dumpOf, onEachServer, setupToken, startTestServer, type TestServer } from '../support/test-server.ts';
import { createToken } from '../support/token-actors.ts';
import { provokeTokenEvents, refusedAboutTokens } from '../support/token-events.ts';

/** Every event that the contract says an operation writes. */
type EventAction = (typeof operationTable)[OperationId]['auditEvents'][number];
/** Every operation that writes one. */
type Recording = {
  [Id in OperationId]: (typeof operationTable)[Id]['auditEvents'] extends readonly [] ? never : Id;
}[OperationId];

interface Provoked {
  readonly actor: string | null;
  readonly target: string | null;
}

type Provocations<Action extends string> = { readonly [Each in Action]: (server: TestServer) => Promise<Provoked> };

/** What makes each event happen once. An event of the contract that nothing here provokes does not compile. */
const provoke: Provocations<Exclude<EventAction, keyof typeof provokeVerifiedSignUpEvents>> = {
  'deployment.set_up': async (server) => {
    const operator = await setUpOperator(server);
    return { actor: operator.id, target: operator.id };
  },
  'user.signed_up': async (server) => {
    const body = { email: `${unique('p')}@example.com`, password, name: 'Ada' };
    const { id } = (await server.succeed('signUp', { body })).body.user;
    return { actor: id, target: id };
  },
  'session.created': async (server) => {
    const body = { email: `${unique('p')}@example.com`, password, name: 'Ada' };
    await server.succeed('signUp', { body });
    const person = await signInPerson(server, body.email);
    return { actor: person.id, target: person.sessionId };
  },
  'sign_in.failed': async (server) => {
    const person = await signUpPerson(server);
    await server.ask('signIn', { body: { email: person.email, password: 'mountains drop big boulders' } });
    return { actor: null, target: person.id };
  },
  'session.ended': async (server) => {
    const person = await signUpPerson(server);
    await server.succeed('revokeSession', { as: person.session, path: { session_id: 'current' } });
    return { actor: person.id, target: person.sessionId };
  },
  'session.revoked': async (server) => {
    const person = await signUpPerson(server);
    const other = await signInPerson(server, person.email);
    await server.succeed('revokeSession', { as: person.session, path: { session_id: other.sessionId } });
    return { actor: person.id, target: other.sessionId };
  },
  'session.reauthenticated': async (server) => {
    const person = await signUpPerson(server);
    await server.succeed('reauthenticate', { as: person.session, path: { session_id: 'current' }, body: { password } });
    return { actor: person.id, target: person.sessionId };
  },
  'session.workspace_switched': async (server) => {
    const { owner, workspace } = await signUpOwner(server);
    const body = { workspace: workspace.slug };
    await server.succeed('switchWorkspace', { as: owner.session, path: { session_id: 'current' }, body });
    return { actor: owner.id, target: owner.sessionId };
  },
  'session.refreshed': async (server) => {
    const { refresh_token, session } = await signUpRenewable(server);
    await refresh(server, refresh_token);
    return { actor: session.user_id, target: session.id };
  },
  'session.reuse_detected': async (server) => {
    const { refresh_token, session } = await signUpRenewable(server);
    await refresh(server, refresh_token);
    server.clock.advance(seconds(10));
    await refuseRefresh(server, refresh_token);
    return { actor: null, target: session.user_id };
  },
  'credential.revoked': async (server) => {
    const person = await signUpPerson(server);
    await server.succeed('revokeToken', { form: { token: person.session } });
    return { actor: person.id, target: person.sessionId };
  },
  'credential.leak_reported': async (server) => {
    const { body } = await createKey(server, await signUpOwner(server));
    await server.succeed('reportLeakedCredentials', { body: { credentials: [body.secret] } });
    return { actor: null, target: body.id };
  },
  'signing_key.rotated': async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    const { body } = await server.succeed('rotateSigningKey', {
      as: operator.session,
      body: { sign_after_seconds: 0 },
    });
    return { actor: operator.id, target: body.key_id };
  },
  'signing_key.retired': async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    const { body } = await server.succeed('rotateSigningKey', { as: operator.session, body: {} });
    await server.succeed('retireSigningKey', { as: operator.session, path: { key_id: body.key_id } });
    return { actor: operator.id, target: body.key_id };
  },
  'workspace.created': async (server) => {
    const owner = await signUpPerson(server);
    return { actor: owner.id, target: (await createWorkspace(server, owner)).id };
  },
  'workspace_key.created': async (server) => {
    const made = await signUpOwner(server);
    return { actor: made.owner.id, target: (await createKey(server, made)).body.id };
  },
  'workspace_key.revoked': async (server) => {
    const made = await signUpOwner(server);
    const { body } = await createKey(server, made);
    const path = { workspace: made.workspace.id, token_id: body.id };
    await server.succeed('revokeWorkspaceKey', { as: made.owner.session, path });
    return { actor: made.owner.id, target: body.id };
  },
  'audit.exported': async (server) => {
    const { owner, workspace } = await signUpOwner(server);
    await server.ask('exportAuditEvents', { as: owner.session, path: { workspace: workspace.slug } });
    return { actor: owner.id, target: workspace.id };
  },
  'service_key.created': async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    const { body } = await server.succeed('createServiceKey', { as: operator.session, body: { name: unique('s') } });
    return { actor: operator.id, target: body.id };
  },
  'service_key.revoked': async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    const { body } = await server.succeed('createServiceKey', { as: operator.session, body: { name: unique('s') } });
    await server.succeed('revokeServiceKey', { as: operator.session, path: { token_id: body.id } });
    return { actor: operator.id, target: body.id };
  },
  ...provokeAccountEvents,
  ...provokePeopleEvents,
  ...provokeTokenEvents,
};

/** A request of each recording operation that is refused by the operation itself, after everything before it passed. */
const refused: { readonly [Id in Recording]: (server: TestServer) => Promise<Asked> } = {
  ...refusedAboutAccounts,
  ...refusedAboutPeople,
  ...refusedAboutTokens,
  completeSetup: async () => ({ body: { setup_token: setupToken, email: 'x@example.com', password, name: 'X' } }),
  signUp: async (server) => {
    const { email } = await signUpPerson(server);
    return { body: { email, password, name: 'Twice' } };
  },
  signIn: async (server) => {
    const { email } = await signUpPerson(server);
    for (let failure = 0; failure < 10; failure += 1)
      await server.ask('signIn', { body: { email, password: 'wrong' } });
    return { body: { email, password } };
  },
  revokeSession: async (server) => ({
    as: (await signUpPerson(server)).session,
    path: { session_id: (await signUpPerson(server)).sessionId },
  }),
  revokeSessions: async (server) => ({ as: (await signUpPerson(server)).session, body: { scope: 'mine' } }),
  reauthenticate: async (server) => ({
    as: (await signUpPerson(server)).session,
    path: { session_id: (await signUpPerson(server)).sessionId },
    body: { password },
  }),
  switchWorkspace: async (server) => ({
    as: (await signUpPerson(server)).session,
    path: { session_id: 'current' },
    body: { workspace: (await signUpOwner(server)).workspace.id },
  }),
  issueToken: async (server) => {
    const { refresh_token, access_token } = await signUpRenewable(server);
    await server.succeed('revokeSession', { as: access_token, path: { session_id: 'current' } });
    return { form: formOf(refresh_token) };
  },
  revokeToken: async () => ({ form: {} }),
  reportLeakedCredentials: async () => ({ body: { credentials: [] } }),
  rotateSigningKey: async (server) => {
    const { session: as } = await signInPerson(server, 'operator@example.com');
    await server.succeed('rotateSigningKey', { as, body: {} });
    return { as, body: {} };
  },
  retireSigningKey: async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    return { as: operator.session, path: { key_id: 'A'.repeat(43) } };
  },
  createWorkspace: async (server) => {
    const { owner, workspace } = await signUpOwner(server);
    return { as: owner.session, body: { name: 'Taken', slug: workspace.slug } };
  },
  createWorkspaceKey: async (server) => {
    const { owner, workspace } = await signUpOwner(server);
    const permission = { kind: 'role', role_id: 'nobody' };
    return {
      as: owner.session,
      path: { workspace: workspace.id },
      body: { name: 'K', environment: 'live', permission },
    };
  },
  revokeWorkspaceKey: async (server) => {
    const { owner, workspace } = await signUpOwner(server);
    return { as: owner.session, path: { workspace: workspace.id, token_id: 'tok_01kafe00000000000000000001' } };
  },
  exportAuditEvents: async (server) => {
    const { owner, workspace } = await signUpOwner(server);
    return { as: owner.session, path: { workspace: workspace.id }, query: { after_seq: 99 } };
  },
  exportDeploymentAuditEvents: async (server) => ({
    as: (await signInPerson(server, 'operator@example.com')).session,
    query: { after_seq: 9_999 },
  }),
  createServiceKey: async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    return { as: operator.session, body: { name: 'S', expires_at: '2020-01-01T00:00:00Z' } };
  },
  revokeServiceKey: async (server) => {
    const operator = await signInPerson(server, 'operator@example.com');
    return { as: operator.session, path: { token_id: 'tok_01kafe00000000000000000001' } };
  },
};

const declared = new Set(Object.values(operationTable).flatMap(({ auditEvents }): readonly string[] => auditEvents));

const eventsOn = async ({ store, services }: TestServer) =>
  services.auditPersonal.reveal(
    await store.find<SealedEvent>('audit_events', {}, { sort: { occurred_at: 1, _id: 1 } }),
  );

function promiseEach(provocations: Provocations<string>, at: { readonly server: TestServer }): void {
  for (const [action, make] of Object.entries(provocations)) {
    it(`${action} is written once in each stream that it concerns, naming who did it and to what`, async () => {
      assert.ok(declared.has(action));
      const before = new Set((await eventsOn(at.server)).map(({ _id }) => _id));
      const { actor, target } = await make(at.server);
      const written = (await eventsOn(at.server)).filter((event) => !before.has(event._id) && event.action === action);
      const about = written.filter((event) => (event.target?.id ?? null) === target);
      assert.notEqual(about.length, 0);
      assert.equal(new Set(about.map(({ stream }) => stream)).size, about.length);
      const [event] = about;
      assert.equal(event?.actor.id, actor);
      assert.match(String(event?.trace_id), /^[0-9a-f]{32}$/);
      assert.equal(event?.occurred_at, at.server.clock.now());
      assert.equal(event?.ip, '127.0.0.1');
    });
  }
}

onEachServer('every event that the contract promises', (at) => {
  promiseEach(provoke, at);

  it('nothing is written that the contract does not name, but what the service notes by itself', async () => {
    const written = new Set((await eventsOn(at.server)).map(({ action }) => action));
    assert.deepEqual(
      [...written].filter((action) => !declared.has(action) && action !== 'access.denied'),
      [],
    );
    assert.deepEqual(
      [...declared].filter((action) => !written.has(action)),
      Object.keys(provokeVerifiedSignUpEvents),
    );
  });

  for (const [id, prepare] of Object.entries(refused)) {
    it(`${id}, refused, writes no event but that it was denied`, async () => {
      const asked = await prepare(at.server);
      const before = new Set((await eventsOn(at.server)).map(({ _id }) => _id));
      const { status } = await at.server.ask(id as keyof Operations, asked);
      assert.ok(status >= 400);
      const written = (await eventsOn(at.server)).filter(({ _id }) => !before.has(_id));
      assert.deepEqual(
        written.map(({ action }) => action).filter((action) => action !== 'access.denied'),
        [],
      );
    });
  }
});

onEachServer(
  'every event of a sign-up whose address is verified first',
  (at) => promiseEach(provokeVerifiedSignUpEvents, at),
  { environment: { EMAIL_VERIFICATION: 'required', REGISTRATION: 'open' } },
);

onEachServer('secrets and the audit trail', (at) => {
  it('no secret that was handed out or mailed, and no password, is anywhere at rest', async () => {
    const place = newPlace(at.place.engine);
    const server = await startTestServer(place);
    const operator = await setUpOperator(server);
    const { owner, workspace } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner, workspace });
    const { body: token } = await createToken(server, owner, [workspace]);
    const path = { token_id: token.id };
    const { body: rotated } = await server.succeed('rotatePersonalToken', { as: owner.session, path, body: {} });
    const pair = await signInRenewable(server, owner.email);
    const refreshed = await refresh(server, pair.refresh_token);
    await invite(server, owner, workspace, 'guest@example.com', 'viewer');
    await server.succeed('requestPasswordReset', { body: { email: owner.email } });
    const secrets = [
      operator.session,
      owner.session,
      key.secret,
      await createServiceKey(server, operator),
      token.secret,
      rotated.secret,
      pair.refresh_token,
      refreshed.refresh_token,
    ];
    const codes = [await mailedCode(server, 'guest@example.com'), await mailedCode(server, owner.email)];
    await server.ask('signIn', {
      body: { email: owner.email, password: 'canary-password-in-a-guess' },
      headers: { 'User-Agent': 'browser/1.0' },
    });
    await server.succeed('getMe', { as: key.secret });
    const dump = await dumpOf(server);
    for (const secret of secrets) assert.ok(!dump.includes(secret) && !dump.includes(secret.slice(-38, -6)));
    for (const text of [...codes, refreshed.access_token, password, 'canary-password', setupToken])
      assert.ok(!dump.includes(text));
    await server.close();
    await place.remove();
  });
});
