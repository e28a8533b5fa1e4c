import { recordEvent } from '../../src/audit/audit-event.ts';
import type { Operations } from '../../src/generated/operations.gen.ts';
import { newIdentifier } from '../../src/identifier.ts';
import type { Asked, Received, TestClient } from './test-client.ts';
import { setupToken, type TestServer } from './test-server.ts';

export const password = 'rivers carry small stones';

export interface Person {
  readonly id: string;
  readonly email: string;
  /** A session token. */
  readonly session: string;
  readonly sessionId: string;
}

export interface Workspace {
  readonly id: string;
  readonly slug: string;
}

export type CreatedKey = Operations['createWorkspaceKey']['responses'][201];

let numbers = 0;
/** Names that no other test of the process uses. */
export function unique(word: string): string {
  numbers += 1;
  return `${word}-${numbers}`;
}

/** The first operator, of a deployment that is not set up yet. */
export async function setUpOperator(server: TestClient): Promise<Person> {
  const email = 'operator@example.com';
  const { body } = await server.succeed('completeSetup', {
    body: { setup_token: setupToken, email, password, name: 'Olga Operator' },
  });
  if (body.type !== 'session_token') throw new Error('the token comes in the body');
  return { id: body.session.user_id, email, session: body.session_token, sessionId: body.session.id };
}

export async function signUpPerson(server: TestClient, name = 'Ada Example'): Promise<Person> {
  const email = `${unique('person')}@example.com`;
  await server.succeed('signUp', { body: { email, password, name } });
  return signInPerson(server, email);
}

export async function signInPerson(server: TestClient, email: string): Promise<Person> {
  const { body } = await server.succeed('signIn', { body: { email, password } });
  if (body.type !== 'session_token') throw new Error('the token comes in the body');
  return { id: body.session.user_id, email, session: body.session_token, sessionId: body.session.id };
}

export async function createWorkspace(server: TestClient, owner: Person): Promise<Workspace> {
  const { body } = await server.succeed('createWorkspace', {
    as: owner.session,
    body: { name: 'Workspace', slug: unique('workspace') },
  });
  return { id: body.id, slug: body.slug };
}

/** A person with a workspace of their own. */
export async function signUpOwner(server: TestClient): Promise<{ owner: Person; workspace: Workspace }> {
  const owner = await signUpPerson(server);
  return { owner, workspace: await createWorkspace(server, owner) };
}

export async function createKey(
  server: TestClient,
  { owner, workspace }: { readonly owner: Person; readonly workspace: Workspace },
  about: Readonly<Record<string, unknown>> = {},
  asked: Asked = {},
): Promise<Received<CreatedKey>> {
  return server.succeed('createWorkspaceKey', {
    as: owner.session,
    path: { workspace: workspace.id },
    body: { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: 'owner' }, ...about },
    ...asked,
  });
}

export async function createServiceKey(server: TestClient, operator: Person): Promise<string> {
  const { body } = await server.succeed('createServiceKey', {
    as: operator.session,
    body: { name: unique('service') },
  });
  return body.secret;
}

export async function mint(server: TestClient, session: string): Promise<string> {
  return (await server.succeed('mintAccessToken', { as: session })).body.token;
}

/** Makes somebody a member, as accepting an invitation will. */
export async function join(server: TestServer, person: Person, workspace: Workspace, roleId: string): Promise<void> {
  const now = server.clock.now();
  const event = recordEvent(
    { action: 'invitation.accepted', stream: workspace.id, target: { type: 'user', id: person.id, name: null } },
    {
      id: newIdentifier('evt'),
      now,
      origin: { traceId: '1'.repeat(32), ip: null, userAgent: null },
      author: { actor: { kind: 'user', id: person.id, name: null }, credential: null, environment: 'live' },
    },
  );
  await server.store.commit(
    [event],
    [
      {
        insert: 'memberships',
        document: {
          _id: `${workspace.id}:${person.id}`,
          workspace_id: workspace.id,
          user_id: person.id,
          role_id: roleId,
          state: 'active',
          counted: true,
          created_at: now,
          left_at: null,
        },
      },
      { update: 'counters', where: { _id: `workspaces:${person.id}` }, set: { $inc: { count: 1 } } },
      ...(roleId === 'owner'
        ? [{ update: 'counters', where: { _id: `owners:${workspace.id}` }, set: { $inc: { count: 1 } } } as const]
        : []),
      { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
      { update: 'heads', where: { _id: `u:${person.id}` }, set: { $inc: { version: 1 } } },
    ],
  );
}
