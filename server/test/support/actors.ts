import type { Operations } from '../../src/generated/operations.gen.ts';
import type { Asked, Received } from './test-client.ts';
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
export const unique = (word: string): string => `${word}-${(numbers += 1)}`;

/** The first operator, of a deployment that is not set up yet. */
export async function setUpOperator(server: TestServer): Promise<Person> {
  const email = 'operator@example.com';
  const { body } = await server.succeed('completeSetup', {
    body: { setup_token: setupToken, email, password, name: 'Olga Operator' },
  });
  if (body.type !== 'session_token') throw new Error('the token comes in the body');
  return { id: body.session.user_id, email, session: body.session_token, sessionId: body.session.id };
}

export async function signUpPerson(server: TestServer, name = 'Ada Example'): Promise<Person> {
  const email = `${unique('person')}@example.com`;
  await server.succeed('signUp', { body: { email, password, name } });
  return signInPerson(server, email);
}

export async function signInPerson(server: TestServer, email: string): Promise<Person> {
  const { body } = await server.succeed('signIn', { body: { email, password } });
  if (body.type !== 'session_token') throw new Error('the token comes in the body');
  return { id: body.session.user_id, email, session: body.session_token, sessionId: body.session.id };
}

export async function createWorkspace(server: TestServer, owner: Person): Promise<Workspace> {
  const { body } = await server.succeed('createWorkspace', {
    as: owner.session,
    body: { name: 'Workspace', slug: unique('workspace') },
  });
  return { id: body.id, slug: body.slug };
}

/** A person with a workspace of their own. */
export async function signUpOwner(server: TestServer): Promise<{ owner: Person; workspace: Workspace }> {
  const owner = await signUpPerson(server);
  return { owner, workspace: await createWorkspace(server, owner) };
}

export async function createKey(
  server: TestServer,
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

export async function createServiceKey(server: TestServer, operator: Person): Promise<string> {
  const { body } = await server.succeed('createServiceKey', {
    as: operator.session,
    body: { name: unique('service') },
  });
  return body.secret;
}

export async function mint(server: TestServer, session: string): Promise<string> {
  return (await server.succeed('mintAccessToken', { as: session })).body.token;
}

/** Makes somebody a member, as accepting an invitation will. */
export async function join(server: TestServer, person: Person, workspace: Workspace, roleId: string): Promise<void> {
  const now = server.clock.now();
  await server.store.commit(
    [{ _id: unique('evt_joined'), stream: workspace.id, occurred_at: now, action: 'invitation.accepted' }],
    [
      {
        insert: 'memberships',
        document: {
          _id: `${workspace.id}:${person.id}`,
          workspace_id: workspace.id,
          user_id: person.id,
          role_id: roleId,
          created_at: now,
        },
      },
      { update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $inc: { version: 1 } } },
      { update: 'heads', where: { _id: `u:${person.id}` }, set: { $inc: { version: 1 } } },
    ],
  );
}
