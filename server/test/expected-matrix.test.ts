import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { operationTable } from '../src/generated/operations.gen.ts';
import type { OperationId } from '../src/operation/operation.ts';
import {
  createKey,
  createServiceKey,
  mint,
  type Person,
  password,
  setUpOperator,
  signInPerson,
  signUpOwner,
  unique,
  type Workspace,
} from './support/actors.ts';
import type { Asked } from './support/test-client.ts';
import { onEachServer, setupToken } from './support/test-server.ts';

/**
 * What every operation answers to every kind of credential, in the caller's own workspace and in a foreign one. Where the
 * answers are meant to change: `UPDATE_MATRIX=1 node --test server/test/expected-matrix.test.ts`, and review the rows.
 */
const file = new URL('./expected-matrix.json', import.meta.url);
type Cell = Readonly<Record<string, string>>;
const expected: Readonly<Record<string, Readonly<Record<string, Cell>>>> = JSON.parse(readFileSync(file, 'utf8'));
const isUpdating = process.env.UPDATE_MATRIX === '1';

interface Setting {
  readonly owner: Person;
  readonly workspace: Workspace;
}

onEachServer('who may do what', (at) => {
  const seen: Record<string, Record<string, Record<string, string>>> = {};
  let own: Setting;
  let foreign: Setting;
  let operator: Person;
  let credentials: Readonly<Record<string, string | undefined>>;

  before(async () => {
    const { server } = at;
    operator = await setUpOperator(server);
    own = await signUpOwner(server);
    foreign = await signUpOwner(server);
    credentials = {
      none: undefined,
      garbage: `zs_${'0'.repeat(38)}`,
      session: own.owner.session,
      access_token: await mint(server, own.owner.session),
      live_key_of_owner_role: (await createKey(server, own)).body.secret,
      test_key_of_owner_role: (await createKey(server, own, { environment: 'test' })).body.secret,
      service_key: await createServiceKey(server, operator),
      operator_session: operator.session,
    };
  });

  /** A request of the operation that lacks nothing but, perhaps, the right to make it, with a target of its own. */
  const prepare: { readonly [Id in OperationId]: (setting: Setting) => Promise<Asked> | Asked } = {
    completeSetup: () => ({ body: { setup_token: setupToken, email: 'second@example.com', password, name: 'Second' } }),
    signUp: () => ({ body: { email: `${unique('p')}@example.com`, password, name: 'Ada' } }),
    signIn: ({ owner }) => ({ body: { email: owner.email, password } }),
    listSessions: () => ({}),
    getSession: async ({ owner }) => ({ path: { session_id: (await signInPerson(at.server, owner.email)).sessionId } }),
    revokeSession: async ({ owner }) => ({
      path: { session_id: (await signInPerson(at.server, owner.email)).sessionId },
    }),
    mintAccessToken: () => ({}),
    getJwks: () => ({}),
    getMe: () => ({}),
    getMyPermissions: ({ workspace }) => ({ query: { workspace: workspace.slug } }),
    explainDecision: ({ workspace }) => ({ body: { workspace: workspace.slug, action: 'a.read', resource: 'b' } }),
    createWorkspace: () => ({ body: { name: 'Another' } }),
    listWorkspaces: () => ({}),
    getWorkspace: ({ workspace }) => ({ path: { workspace: workspace.slug } }),
    listRoles: ({ workspace }) => ({ path: { workspace: workspace.slug } }),
    getCatalog: () => ({}),
    createWorkspaceKey: ({ workspace }) => ({
      path: { workspace: workspace.id },
      body: { name: unique('k'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } },
    }),
    listWorkspaceKeys: ({ workspace }) => ({ path: { workspace: workspace.id } }),
    getWorkspaceKey: async (setting) => ({
      path: { workspace: setting.workspace.id, token_id: (await createKey(at.server, setting)).body.id },
    }),
    revokeWorkspaceKey: async (setting) => ({
      path: { workspace: setting.workspace.id, token_id: (await createKey(at.server, setting)).body.id },
    }),
    explainWorkspaceKey: async (setting) => ({
      path: { workspace: setting.workspace.id, token_id: (await createKey(at.server, setting)).body.id },
      body: { action: 'a.read', resource: 'b' },
    }),
    createServiceKey: () => ({ body: { name: unique('s') } }),
    listServiceKeys: () => ({}),
    getServiceKey: async () => ({ path: { token_id: await serviceKeyId() } }),
    revokeServiceKey: async () => ({ path: { token_id: await serviceKeyId() } }),
    verifyCredential: async (setting) => ({
      body: { credential: (await createKey(at.server, setting)).body.secret, action: 'a.read', resource: 'b' },
    }),
    evaluate: (setting) => ({ body: question(setting) }),
    evaluateBatch: (setting) => ({ body: { ...question(setting), evaluations: [{}] } }),
    getAuthzenMetadata: () => ({}),
    listAuditEvents: ({ workspace }) => ({ path: { workspace: workspace.id } }),
    getLiveness: () => ({}),
    getReadiness: () => ({}),
    getOpenapi: () => ({}),
  };
  const question = ({ owner, workspace }: Setting) => ({
    subject: { type: 'user', id: owner.id },
    action: { name: 'a.read' },
    resource: { type: 'resource', id: 'b' },
    context: { workspace: workspace.slug },
  });
  const serviceKeyId = async (): Promise<string> => {
    const asked = { as: operator.session, body: { name: unique('s') } };
    return (await at.server.succeed('createServiceKey', asked)).body.id;
  };

  for (const id of Object.keys(operationTable) as OperationId[]) {
    it(id, async () => {
      const row: Record<string, Record<string, string>> = {};
      for (const [credential, as] of Object.entries(credentials)) {
        const cell: Record<string, string> = {};
        for (const [place, setting] of Object.entries({ own, foreign })) {
          const asked = await prepare[id](setting);
          const { status, text } = await at.server.ask(id, { ...asked, ...(as !== undefined && { as }) });
          const { code, outcome, decision } = text === '' ? {} : JSON.parse(text);
          const said = outcome ?? (typeof decision === 'boolean' ? `${decision}` : undefined);
          cell[place] = [status, status >= 400 ? code : said].filter(Boolean).join(' ');
        }
        row[credential] = cell;
      }
      seen[id] = row;
      if (!isUpdating) assert.deepEqual(row, expected[id]);
    });
  }

  after(() => {
    if (isUpdating) writeFileSync(file, `${JSON.stringify(seen, null, 2)}\n`);
  });
});

it('the matrix has a row for every operation and no other', () => {
  if (!isUpdating) assert.deepEqual(Object.keys(expected).sort(), Object.keys(operationTable).sort());
});
