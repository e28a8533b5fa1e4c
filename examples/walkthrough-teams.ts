/**
 * `node examples/walkthrough-teams.ts`: web analytics. Keys belong to a team, have scopes, and may be limited to one website.
 */
import { startGuardedApi } from './walkthrough/guarded-api.ts';
import { run } from './walkthrough/run.ts';

await run('teams', async (story, { client, guard }) => {
  const team = await client.workspaces.create({ body: { name: 'Growth', slug: 'growth' } });
  const path = { workspace: team.slug };
  const websites = new Map([
    ['site_123', 'Shop'],
    ['site_456', 'Blog'],
  ]);
  const website = /^\/api\/external\/v1\/websites\/(?<website>[^/]+)$/;
  await using api = await startGuardedApi({ client: guard }, [
    {
      method: 'GET',
      path: /^\/api\/external\/v1\/websites$/,
      action: 'websites.read',
      target: () => ({ workspace: team.slug, resource: 'websites' }),
      answer: () => ({ data: [...websites.keys()] }),
    },
    {
      method: 'GET',
      path: website,
      action: 'websites.read',
      target: ({ website: id }) => ({ workspace: team.slug, resource: `websites:${id}` }),
      answer: ({ website: id = '' }) => ({ id, name: websites.get(id) }),
    },
    {
      method: 'PUT',
      path: website,
      action: 'websites.update',
      target: ({ website: id }) => ({ workspace: team.slug, resource: `websites:${id}` }),
      answer: ({ website: id }) => ({ id, updated: true }),
    },
  ]);
  const base = `${api.url}/api/external/v1/websites`;

  story.chapter('A key with full access', 'Which is what a key has if its maker says nothing.');
  const full = await client.workspaceKeys.create({ path, body: { name: 'Everything', environment: 'live' } });
  await story.call({ url: base, headers: { 'X-API-Key': full.secret } }, 200);
  await story.call({ url: base, headers: { Authorization: `Bearer ${full.secret}` } }, 200);

  story.chapter(
    'A key that reads',
    'Its scope covers analytics and the configuration of websites, and changes neither.',
  );
  const permission = { kind: 'scopes' as const, scopes: ['read'] };
  const reading = await client.workspaceKeys.create({
    path,
    body: { name: 'Report', environment: 'live', permission },
  });
  await story.call({ url: `${base}/site_123`, headers: { 'X-API-Key': reading.secret } }, 200);
  await story.call({ method: 'PUT', url: `${base}/site_123`, headers: { 'X-API-Key': reading.secret } }, 403);

  story.chapter('A key for one website', 'All that its scopes allow, there and nowhere else.');
  const limited = await client.workspaceKeys.create({
    path,
    body: { name: 'Shop only', environment: 'live', resource_limit: ['websites:site_123'] },
  });
  await story.call({ method: 'PUT', url: `${base}/site_123`, headers: { 'X-API-Key': limited.secret } }, 200);
  await story.call({ url: `${base}/site_456`, headers: { 'X-API-Key': limited.secret } }, 403);

  story.chapter('A key that is none', '401, whether it is missing, mistyped or deleted.');
  const missing = await story.call<{ readonly code: string }>(
    { url: base, headers: { 'X-API-Key': 'zk_live_wrong' } },
    401,
  );
  story.expect(missing.body.code === 'invalid_api_key', 'The code says what to look at.');
  await story.call({ url: base }, 401);
});
