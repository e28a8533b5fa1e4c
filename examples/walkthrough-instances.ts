/**
 * `node examples/walkthrough-instances.ts`: a website CMS. People work in sessions, CI jobs with tokens that carry a role of the
 * instance.
 */
import type { AuditEventList, RoleList, SessionTokenSignIn } from '@latchkey/sdk';
import { startGuardedApi } from './walkthrough/guarded-api.ts';
import { run } from './walkthrough/run.ts';

await run('instances', async (story, { client, guard, account, url }) => {
  const instance = await client.workspaces.create({ body: { name: 'Magazine', slug: 'magazine' } });
  const path = { workspace: instance.slug };
  const published: string[] = [];
  await using api = await startGuardedApi({ client: guard }, [
    {
      method: 'PUT',
      path: /^\/content\/(?<entry>[^/]+)$/,
      action: 'content.update',
      target: ({ entry }) => ({ workspace: instance.slug, resource: `content:articles:${entry}` }),
      answer: ({ entry }) => ({ saved: entry }),
    },
    {
      method: 'POST',
      path: /^\/content\/(?<entry>[^/]+)\/publish$/,
      action: 'content.publish',
      target: ({ entry }) => ({ workspace: instance.slug, resource: `content:articles:${entry}` }),
      answer: ({ entry = '' }) => ({ published: published.push(entry) }),
    },
  ]);
  const signIn = async (client_name: string): Promise<string> => {
    const request = { method: 'POST', url: `${url}/v1/sessions`, body: { ...account, client_name } } as const;
    const excerpt = ({ session_token }: SessionTokenSignIn) => ({ session_token });
    return (await story.call<SessionTokenSignIn>(request, 201, excerpt)).body.session_token;
  };
  const as = (secret: string) => ({ Authorization: `Bearer ${secret}` });
  const save = (session: string, expected: number) =>
    story.call({ method: 'PUT', url: `${api.url}/content/cover-story`, headers: as(session) }, expected);

  story.chapter('Sign in on two devices', 'Each has a session of its own, which every action keeps alive.');
  const laptop = await signIn('Laptop');
  const phone = await signIn('Phone');
  await save(laptop, 200);

  story.chapter('Sign out on the first', 'The second lives on.');
  await story.call({ method: 'DELETE', url: `${url}/v1/sessions/current`, headers: as(laptop) }, 204);
  await save(laptop, 401);
  await save(phone, 200);

  story.chapter('List the roles of the instance', 'A token carries one of them, by its id.');
  const roles = { url: `${url}/v1/workspaces/${instance.slug}/roles`, headers: as(phone) };
  await story.call<RoleList>(roles, 200, ({ data }) => data.map(({ id, name }) => ({ id, name })));

  story.chapter('Make a token for the CI job', 'Its value is shown once. It publishes, and it cannot make tokens.');
  const about = {
    name: 'Nightly publishing',
    environment: 'live',
    permission: { kind: 'role', role_id: 'publisher' },
  } as const;
  const leaked = await client.workspaceKeys.create({ path, body: about });
  const publish = (secret: string, expected: number) =>
    story.call({ method: 'POST', url: `${api.url}/content/cover-story/publish`, headers: as(secret) }, expected);
  await publish(leaked.secret, 200);
  const making = {
    method: 'POST',
    url: `${url}/v1/workspaces/${instance.slug}/keys`,
    headers: as(leaked.secret),
  } as const;
  await story.call({ ...making, body: { ...about, name: 'Another' } }, 403);

  story.chapter('It leaked: delete it', 'The next call is refused. A new one takes its place and its name.');
  await client.workspaceKeys.revoke({ path: { ...path, token_id: leaked.id } });
  await publish(leaked.secret, 401);
  const fresh = await client.workspaceKeys.create({ path, body: about });
  await publish(fresh.secret, 200);
  story.expect(published.length === 2, 'What a dead token asks for does not happen.');

  story.chapter('Read the audit trail', 'Tokens appear under their names.');
  const trail = { url: `${url}/v1/workspaces/${instance.slug}/audit-events`, headers: as(phone) };
  await story.call<AuditEventList>(trail, 200, ({ data }) =>
    data.map(({ action, actor, target }) => ({ action, actor: actor.name, target: target?.name })),
  );
});
