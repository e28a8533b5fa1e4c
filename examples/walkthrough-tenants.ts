/**
 * `node examples/walkthrough-tenants.ts`: flow automation. One signed token serves all tenants of a person; the tenant is in the
 * address of each request, and the role is looked up for it.
 */
import type { AccessToken, CookieSignIn, Me } from '@latchkey/sdk';
import { startGuardedApi } from './walkthrough/guarded-api.ts';
import { run } from './walkthrough/run.ts';

await run('tenants', async (story, { client, guard, account, url }) => {
  for (const slug of ['tenant-a', 'tenant-b']) await client.workspaces.create({ body: { name: slug, slug } });
  const flows = new Map([
    ['tenant-a', ['import', 'report']],
    ['tenant-b', ['cleanup']],
  ]);
  await using api = await startGuardedApi({ client: guard }, [
    {
      method: 'GET',
      path: /^\/tenants\/(?<tenant>[^/]+)\/flows$/,
      action: 'flows.read',
      target: ({ tenant = '' }) => ({ workspace: tenant, resource: 'flows' }),
      answer: ({ tenant = '' }) => ({ data: flows.get(tenant) ?? [] }),
    },
    {
      method: 'POST',
      path: /^\/tenants\/(?<tenant>[^/]+)\/flows\/(?<flow>[^/]+)\/runs$/,
      action: 'flows.run',
      target: ({ tenant = '', flow }) => ({ workspace: tenant, resource: `flows:${flow}` }),
      answer: ({ flow }) => ({ running: flow }),
    },
  ]);

  story.chapter('Sign in for the web', 'The session is in a cookie, which the browser keeps and scripts cannot read.');
  const signIn = {
    method: 'POST',
    url: `${url}/v1/sessions`,
    headers: { Origin: url },
    body: { ...account, delivery: 'cookie' },
  } as const;
  const { headers } = await story.call<CookieSignIn>(signIn, 201, ({ type }) => ({ type }));
  const cookie = headers.get('set-cookie')?.split(';', 1)[0] ?? '';

  story.chapter('Get a token for an hour', 'With the cookie; without `expiration` it would be ten minutes.');
  const mint = (query: string, by: Readonly<Record<string, string>>) =>
    story.call<AccessToken>({ url: `${url}/v1/token${query}`, headers: by }, 200);
  const { body: hour } = await mint('?expiration=3600', { Cookie: cookie });
  story.expect(hour.expires_in === 3600, 'It lasts as long as it was asked for.');
  const { body: next } = await mint('', { token: hour.token });
  story.expect(next.expires_in === 600, 'A token that is valid is worth a new one.');

  story.chapter('Use it in two tenants', 'The same token; nothing has to be switched.');
  const token = next.token;
  const list = (tenant: string, expected: number, by: Readonly<Record<string, string>> = { token }) =>
    story.call({ url: `${api.url}/tenants/${tenant}/flows`, headers: by }, expected);
  await list('tenant-a', 200);
  await list('tenant-b', 200);
  await story.call({ method: 'POST', url: `${api.url}/tenants/tenant-a/flows/import/runs`, headers: { token } }, 200);

  story.chapter('Somebody with the role Viewer', 'Reads and does not run: 403, because it is a tenant of theirs.');
  const { secret } = await client.workspaceKeys.create({
    path: { workspace: 'tenant-b' },
    body: { name: 'Dashboard', environment: 'live', permission: { kind: 'role', role_id: 'viewer' } },
  });
  const viewer = { 'X-API-Key': secret };
  await list('tenant-b', 200, viewer);
  await story.call({ method: 'POST', url: `${api.url}/tenants/tenant-b/flows/cleanup/runs`, headers: viewer }, 403);

  story.chapter('A tenant that is not yours', '404, the same as for one that does not exist; without a token 401.');
  await list('tenant-c', 404);
  await list('tenant-a', 404, viewer);
  await list('tenant-a', 401, {});

  story.chapter('The login count', 'It rose with the two sign-ins, and with none of the tokens.');
  const me = await story.call<Me>({ url: `${url}/v1/me`, headers: { token } }, 200, ({ user }) => ({
    login_count: user?.login_count,
  }));
  story.expect(me.body.user?.login_count === 2, 'Tokens are no logins.');
});
