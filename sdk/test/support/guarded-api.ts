import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import Koa from 'koa';
import { createKoaGuard, type GuardedState, type KoaGuardOptions } from '../../src/guard/koa.ts';
import { createClient } from '../../src/index.ts';
import { type Answer, type FakeServer, startFakeServer } from './fake-server.ts';
import { createTestClock } from './test-clock.ts';

/** An API of a customer: updating a post of the workspace `acme` needs `content.update` on that post. */
export async function startGuardedApi(t: TestContext, options: KoaGuardOptions): Promise<string> {
  const { requirePermission } = createKoaGuard(options);
  const app = new Koa<GuardedState>();
  app.use(
    requirePermission('content.update', (ctx) => ({
      workspace: 'acme',
      resource: `content:posts:${ctx.path.slice(1)}`,
      fields: ['title'],
      attributes: { status: 'draft' },
    })),
  );
  app.use((ctx) => {
    ctx.body = { handledBy: 'live', principal: ctx.state.principal.id, grant: ctx.state.decision.code };
  });
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export interface GuardedSetting {
  readonly latchkey: FakeServer;
  /** The guarded API's address. */
  readonly api: string;
}

/** A guarded API, and a service that gives every verification the same answer. */
export async function startGuardedSetting(
  t: TestContext,
  answer: Answer | 'hang up',
  options: Partial<KoaGuardOptions> = {},
): Promise<GuardedSetting> {
  const clock = createTestClock();
  const latchkey = await startFakeServer(t, clock, { 'POST /v1/verify': () => answer });
  const client = createClient({ baseUrl: latchkey.url, credentials: { apiToken: 'zx_guard' }, clock });
  return { latchkey, api: await startGuardedApi(t, { client, clock, ...options }) };
}

export const bearer = (credential: string): { readonly authorization: string } => ({
  authorization: `Bearer ${credential}`,
});

/** Updates the post 42. */
export const ask = (api: string, headers: HeadersInit, method = 'PATCH'): Promise<Response> =>
  fetch(`${api}/42`, { method, headers });

/** What the service was asked, in order. */
export const questions = ({ latchkey }: GuardedSetting) =>
  latchkey.requests('POST /v1/verify').map(({ body }) => JSON.parse(body));

export async function problemOf(response: Response): Promise<Record<string, unknown>> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  return (await response.json()) as Record<string, unknown>;
}
