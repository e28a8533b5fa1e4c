/**
 * `node examples/walkthrough-content.ts`: a headless CMS. A token carries grants: what it may do to which entries, to which of
 * their fields, and under which conditions.
 */
import { startGuardedApi } from './walkthrough/guarded-api.ts';
import { run } from './walkthrough/run.ts';

type Entry = Record<string, string>;

await run('content', async (story, { client, guard, url: latchkey }) => {
  const site = await client.workspaces.create({ body: { name: 'Site A', slug: 'site-a' } });
  const workspace = site.slug;
  const entries = new Map<string, Entry>([
    ['pages:homepage', { hero_title: 'Hello', hero_image: 'hero.jpg', layout: 'wide' }],
    ['posts:first', { title: 'First', status: 'draft', locale: 'en' }],
  ]);
  await using api = await startGuardedApi({ client: guard }, [
    {
      method: 'GET',
      path: /^\/api\/v1\/workspaces\/(?<workspace>[^/]+)\/content\/(?<collection>[^/]+)$/,
      action: 'content.read',
      target: ({ workspace = '', collection }) => ({ workspace, resource: `content:${collection}` }),
      answer: ({ collection }) => ({ data: [...entries.keys()].filter((id) => id.startsWith(`${collection}:`)) }),
    },
    {
      method: 'PUT',
      path: /^\/api\/v1\/workspaces\/(?<workspace>[^/]+)\/content\/(?<collection>[^/]+)\/(?<entry>[^/]+)$/,
      action: 'content.update',
      target: ({ workspace = '', collection, entry }, { query }) => {
        const { status, locale } = entries.get(`${collection}:${entry}`) ?? {};
        return {
          workspace,
          resource: `content:${collection}:${entry}`,
          fields: Object.keys(query),
          attributes: { ...(status !== undefined && { status }), ...(locale !== undefined && { locales: [locale] }) },
        };
      },
      answer: ({ collection, entry }, { query }) => {
        const id = `${collection}:${entry}`;
        entries.set(id, { ...entries.get(id), ...(query as Entry) });
        return entries.get(id);
      },
    },
    {
      method: 'GET',
      path: /^\/api\/v1\/workspaces\/(?<workspace>[^/]+)\/settings$/,
      action: 'settings.read',
      target: ({ workspace = '' }) => ({ workspace, resource: 'settings:general' }),
      answer: () => ({ title: 'Site A' }),
    },
  ]);

  story.chapter('Make a token for the site', 'It reads posts, and changes two fields of the homepage. Nothing else.');
  const key = await client.workspaceKeys.create({
    path: { workspace },
    body: {
      name: 'Website',
      description: 'Shows posts, keeps the hero fresh',
      environment: 'live',
      permission: {
        kind: 'grants',
        grants: [
          { effect: 'allow', actions: ['content.read'], resources: ['content:posts:*'] },
          {
            effect: 'allow',
            actions: ['content.read', 'content.update'],
            resources: ['content:pages:homepage'],
            fields: ['hero_title', 'hero_image'],
          },
          {
            effect: 'allow',
            actions: ['content.update'],
            resources: ['content:posts:*'],
            fields: ['title', 'summary', 'body'],
            conditions: { status: ['draft', 'protected'], locales: ['en', 'de'] },
          },
          { effect: 'deny', actions: ['content.*'], resources: ['content:posts:secret'] },
        ],
      },
    },
  });
  const base = `${api.url}/api/v1/workspaces/${workspace}`;
  const call = (method: 'GET' | 'PUT', path: string, expected: number) =>
    story.call({ method, url: base + path, headers: { Authorization: `Bearer ${key.secret}` } }, expected);

  story.chapter('List the posts', '`content:posts:*` covers the collection as well as its entries.');
  await call('GET', '/content/posts', 200);
  await call('GET', '/content/pages', 403);

  story.chapter('Change the homepage', 'Two fields are allowed; a request that touches a third is refused as a whole.');
  await call('PUT', '/content/pages/homepage?hero_title=Welcome', 200);
  await call('PUT', '/content/pages/homepage?hero_title=Oh&layout=narrow', 403);
  story.expect(entries.get('pages:homepage')?.hero_title === 'Welcome', 'Nothing of a refused request happens.');

  story.chapter('Conditions', 'The post may be changed while it is a draft in a language of the token.');
  await call('PUT', '/content/posts/first?title=One', 200);
  entries.set('posts:first', { ...entries.get('posts:first'), status: 'published' });
  await call('PUT', '/content/posts/first?title=Two', 403);

  story.chapter('A deny', 'It beats every allow.');
  entries.set('posts:secret', { title: 'Secret', status: 'draft', locale: 'en' });
  await call('PUT', '/content/posts/secret?title=Known', 403);

  story.chapter('Out of reach', 'Settings can never be reached by a token; no grant could change that.');
  await call('GET', '/settings', 403);

  story.chapter(
    'Ask why',
    'Whoever may see the token asks without its secret, and is told what would change the answer.',
  );
  const why = await client.workspaceKeys.explain({
    path: { workspace, token_id: key.id },
    body: {
      action: 'content.update',
      resource: 'content:posts:secret',
      fields: ['title'],
      attributes: { status: 'draft', locales: ['en'] },
    },
  });
  const removes =
    why.outcome === 'denied' && why.decision.explanation?.changes.some((change) => change.kind === 'remove_grant');
  story.expect(removes === true, 'The deny is what stands in the way.');
  const question = {
    method: 'POST',
    url: `${latchkey}/v1/me/decisions`,
    headers: { Authorization: `Bearer ${key.secret}` },
    body: { action: 'content.update', resource: 'content:pages:homepage', fields: ['hero_title', 'layout'] },
  } as const;
  await story.call(question, 200);

  story.chapter('Revoke it', 'A revoked token is revoked for ever.');
  await client.workspaceKeys.revoke({ path: { workspace, token_id: key.id } });
  await call('GET', '/content/posts', 401);
});
