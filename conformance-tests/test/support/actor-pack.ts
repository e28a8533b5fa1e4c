import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { ReferenceServer } from '../../src/selftest/reference-server.ts';

const password = 'ten green bottles hanging there';
const roles = { owner: 'owner', admin: 'admin', member: 'member', viewer: 'viewer' };

/** Makes two workspaces with their people at a server, as somebody would by hand, and writes the pack about them. */
export const writeActorPack = async ({ url, hookSecret }: ReferenceServer, file: string): Promise<void> => {
  const ask = async (path: string, body?: object, token?: string) => {
    const answer = await fetch(new URL(path, url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        'Latchkey-Test-Hooks': hookSecret,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { readonly [member: string]: unknown };
  };
  const join = async (email: string): Promise<string> => {
    await ask('/v1/users', { email, password, name: email });
    return String((await ask('/v1/sessions', { email, password })).session_token);
  };
  const make = async (workspace: string) => {
    const people = Object.fromEntries(
      Object.keys(roles).map((role) => [role, { email: `${role}-of-${workspace}@example.com`, password }] as const),
    );
    const owner = await join(people.owner?.email ?? '');
    await ask('/v1/workspaces', { name: workspace, slug: workspace }, owner);
    for (const [role, id] of Object.entries(roles).slice(1)) {
      const email = people[role]?.email ?? '';
      await ask(`/v1/workspaces/${workspace}/invitations`, { email, role_id: id }, owner);
      const token = await join(email);
      const mails = (await ask('/dev/outbox.json')).data as readonly {
        readonly to: string;
        readonly data: { readonly code: string };
      }[];
      const invitation = mails.find((mail) => mail.to === email && /^[\w-]{43}$/.test(mail.data.code ?? ''));
      await ask('/v1/invitation-acceptances', { code: invitation?.data.code }, token);
    }
    return { workspace, ...people };
  };
  writeFileSync(file, stringify({ workspaces: [await make('first'), await make('second')] }));
};
