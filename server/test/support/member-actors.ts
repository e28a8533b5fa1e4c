import type { Operations } from '../../src/generated/operations.gen.ts';
import type { OutboxRecord } from '../../src/mail/outbox-store.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import type { Person, Workspace } from './actors.ts';
import type { Received, TestClient } from './test-client.ts';
import type { TestServer } from './test-server.ts';

type Success<Id extends OperationId, Status extends keyof Operations[Id]['responses']> = Received<
  Operations[Id]['responses'][Status]
>;

/** The code of the newest mail to an address, as its reader finds it. */
export async function mailedCode(server: TestServer, to: string): Promise<string> {
  const [mail] = await server.store.find<OutboxRecord>(
    'outbox',
    { to },
    { sort: { created_at: -1, _id: -1 }, limit: 1 },
  );
  if (mail === undefined) throw new Error(`no mail to ${to}`);
  const { code } = server.services.outbox.dataOf(mail);
  if (code === undefined) throw new Error('the mail carries no code');
  return code;
}

export const invite = (
  server: TestClient,
  by: Person,
  workspace: Workspace,
  email: string,
  roleId: string,
): Promise<Success<'createInvitation', 201>> =>
  server.succeed('createInvitation', {
    as: by.session,
    path: { workspace: workspace.id },
    body: { email, role_id: roleId },
  });

/** Invites a person and accepts in their name. */
export async function inviteAndAccept(
  server: TestServer,
  by: Person,
  workspace: Workspace,
  person: Person,
  roleId: string,
): Promise<void> {
  await invite(server, by, workspace, person.email, roleId);
  await server.succeed('acceptInvitation', {
    as: person.session,
    body: { code: await mailedCode(server, person.email) },
  });
}

export const createRole = (
  server: TestClient,
  by: Person,
  workspace: Workspace,
  body: { readonly name: string; readonly grants: readonly object[]; readonly description?: string },
): Promise<Success<'createRole', 201>> =>
  server.succeed('createRole', { as: by.session, path: { workspace: workspace.id }, body });

/** The actions of a stream, oldest first. */
export async function actionsOf(server: TestServer, stream: string): Promise<string[]> {
  const events = await server.store.find<{ _id: string; action: string }>(
    'audit_events',
    { stream },
    { sort: { occurred_at: 1, _id: 1 } },
  );
  return events.map(({ action }) => action);
}
