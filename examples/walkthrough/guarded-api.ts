import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKoaGuard, type KoaGuard, type KoaGuardOptions, type Target } from '@latchkey/sdk/guard/koa';
import Koa, { type Context, type Middleware } from 'koa';

export interface GuardedApi extends AsyncDisposable {
  readonly url: string;
}

/** One thing that the API does: a pattern of its paths, who may, and what then happens. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly action: string;
  readonly target: (ids: Readonly<Record<string, string>>, ctx: Context) => Target;
  readonly answer: (ids: Readonly<Record<string, string>>, ctx: Context) => unknown;
}

/** A small API of one's own behind Latchkey, on a free port of the loopback address. */
export async function startGuardedApi(options: KoaGuardOptions, routes: readonly Route[]): Promise<GuardedApi> {
  const { requirePermission, close } = createKoaGuard(options);
  const app = new Koa();
  for (const route of routes) app.use(serve(route, requirePermission));
  const server = createServer(app.callback());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      // What the guard has to report goes into the trail before the service ends.
      await close();
    },
  };
}

function serve(route: Route, requirePermission: KoaGuard['requirePermission']): Middleware {
  return async (ctx, next) => {
    const found = ctx.method === route.method ? route.path.exec(ctx.path) : null;
    if (found === null) return next();
    const ids = Object.fromEntries(
      Object.entries(found.groups ?? {}).map(([name, id]) => [name, decodeURIComponent(id)]),
    );
    const guarded = requirePermission(route.action, () => route.target(ids, ctx));
    return guarded(ctx as never, async () => {
      ctx.body = route.answer(ids, ctx);
    });
  };
}
