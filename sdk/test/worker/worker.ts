/** An API in a worker, with a guard and with a client of its own: what `npm run sdk-runtimes -- workerd` asks. */
import { createClient, isAuthenticationError } from '@latchkey/sdk';
import { createHonoGuard } from '@latchkey/sdk/guard/hono';
import { createOfflineIdentity } from '@latchkey/sdk/guard/offline';
import { Hono } from 'hono';

/** What the worker is started with. */
interface Bindings {
  readonly LATCHKEY_URL: string;
  readonly SERVICE_KEY: string;
  readonly EMAIL: string;
  readonly PASSWORD: string;
}

const app = new Hono<{ Bindings: Bindings }>();

app.get('/me', async ({ env, json }) => {
  const credentials = { email: env.EMAIL, password: env.PASSWORD, kind: 'renewable' } as const;
  const client = createClient({ baseUrl: env.LATCHKEY_URL, credentials });
  const { user } = await client.account.getMe();
  const nobody = createClient({ baseUrl: env.LATCHKEY_URL, credentials: { apiToken: 'zk_live_nobody' } });
  const refused = await nobody.account.getMe().then(() => false, isAuthenticationError);
  const identity = createOfflineIdentity({ issuer: env.LATCHKEY_URL });
  const identified = await identity.identify((await client.accessToken()) ?? '');
  await client.signOut();
  return json({ name: user?.name, refused, isIdentified: identified?.subject === user?.id });
});

app.patch('/posts/:post', async (c) => {
  const client = createClient({ baseUrl: c.env.LATCHKEY_URL, credentials: { apiToken: c.env.SERVICE_KEY } });
  const { requirePermission, close } = createHonoGuard({ client });
  const target = () => ({ workspace: 'test', resource: `content:posts:${c.req.param('post')}` });
  const answer = await requirePermission('content.update', target)(c as never, async () => {
    c.res = c.json({ updated: c.req.param('post') });
  });
  // A worker ends with its request.
  c.executionCtx.waitUntil(close());
  return answer ?? c.res;
});

export default app;
