import type { Person } from '../support/actors.ts';
import type { Member } from '../support/deployment.ts';
import { invite } from '../support/member-actors.ts';
import type { Scene } from './race.ts';

/** Makes a person a member as people do it: by an invitation whose mail they read. */
export async function bringIn(
  server: Member,
  { owner, workspace }: Scene,
  person: Person,
  roleId: string,
): Promise<void> {
  await invite(server, owner, workspace, person.email, roleId);
  const code = await server.mailedCode(person.email);
  await server.succeed('acceptInvitation', { as: person.session, body: { code } });
}
