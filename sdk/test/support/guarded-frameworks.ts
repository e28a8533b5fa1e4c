import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';
import type { Guard, GuardOptions, Identified, Permitted, Target } from '../../src/guard/core.ts';
import { createExpressGuard } from '../../src/guard/express.ts';
import { createFastifyGuard } from '../../src/guard/fastify.ts';
import { createHonoGuard } from '../../src/guard/hono.ts';
import { createKoaGuard, type GuardedState, type IdentifiedState } from '../../src/guard/koa.ts';

export const frameworks = ['koa', 'express', 'fastify', 'hono'] as const;
export type Framework = (typeof frameworks)[number];

export interface GuardedApi {
  readonly url: string;
  readonly guard: Pick<Guard, 'record' | 'close'>;
}

type Built = Pick<GuardedApi, 'guard'> & { readonly listener: RequestListener };

/** The post that a request is about, as the API knows it. */
const target = (post: string): Target => {
  if (post === 'broken') throw new Error('The API could not read the post.');
  return { workspace: 'acme', resource: `content:posts:${post}`, fields: ['title'], attributes: { status: 'draft' } };
};
const permittedBody = (handledBy: string, { principal, decision }: Permitted) => ({
  handledBy,
  principal: principal.id,
  grant: decision.code,
});
const identifiedBody = (handledBy: string, { identity }: Identified) => ({ handledBy, identity });

function koa(options: GuardOptions, simulates: boolean): Built {
  const guard = createKoaGuard({
    ...options,
    ...(simulates && {
      onTestRequest: (ctx) => {
        ctx.body = permittedBody('simulation', ctx.state);
      },
    }),
  });
  const app = new Koa<GuardedState & IdentifiedState>();
  app.silent = true;
  const permission = guard.requirePermission('content.update', (ctx) => target(ctx.path.split('/')[2] ?? ''));
  const identity = guard.requireIdentity(
    simulates
      ? {
          onTestRequest: (ctx) => {
            ctx.body = identifiedBody('simulation', ctx.state);
          },
        }
      : {},
  );
  app.use((ctx, next) => (ctx.path === '/whoami' ? identity(ctx as never, next) : permission(ctx as never, next)));
  app.use((ctx) => {
    ctx.body = ctx.path === '/whoami' ? identifiedBody('live', ctx.state) : permittedBody('live', ctx.state);
  });
  return { guard, listener: app.callback() };
}

function expressApp(options: GuardOptions, simulates: boolean): Built {
  const guard = createExpressGuard({
    ...options,
    ...(simulates && {
      onTestRequest: (_request, response) => void response.json(permittedBody('simulation', response.locals)),
    }),
  });
  const app = express();
  app.set('env', 'test');
  app.all(
    '/posts/:post',
    guard.requirePermission('content.update', ({ params }) => target(String(params.post))),
    (_request, response) => void response.json(permittedBody('live', response.locals)),
  );
  app.get(
    '/whoami',
    guard.requireIdentity(
      simulates
        ? { onTestRequest: (_request, response) => void response.json(identifiedBody('simulation', response.locals)) }
        : {},
    ),
    (_request, response) => void response.json(identifiedBody('live', response.locals)),
  );
  return { guard, listener: app };
}

function fastify(options: GuardOptions, simulates: boolean): Built {
  const guard = createFastifyGuard({
    ...options,
    ...(simulates && { onTestRequest: (_request, _reply, known) => permittedBody('simulation', known) }),
  });
  const app = Fastify();
  app.route({
    method: ['GET', 'PATCH'],
    url: '/posts/:post',
    preHandler: guard.requirePermission('content.update', ({ params }) => target((params as { post: string }).post)),
    handler: async (request) => permittedBody('live', guard.permitted(request)),
  });
  app.get(
    '/whoami',
    {
      preHandler: guard.requireIdentity(
        simulates ? { onTestRequest: (_request, _reply, known) => identifiedBody('simulation', known) } : {},
      ),
    },
    async (request) => identifiedBody('live', guard.identified(request)),
  );
  return { guard, listener: (request, response) => void app.ready().then(() => app.routing(request, response)) };
}

function hono(options: GuardOptions, simulates: boolean): Built {
  const guard = createHonoGuard({
    ...options,
    ...(simulates && { onTestRequest: (context) => context.json(permittedBody('simulation', context.var)) }),
  });
  const app = new Hono();
  app.onError((_, context) => context.text('Internal Server Error', 500));
  app.all(
    '/posts/:post',
    guard.requirePermission<'/posts/:post'>('content.update', ({ req }) => target(req.param('post'))),
    (context) => context.json(permittedBody('live', context.var)),
  );
  app.get(
    '/whoami',
    guard.requireIdentity(
      simulates ? { onTestRequest: (context) => context.json(identifiedBody('simulation', context.var)) } : {},
    ),
    (context) => context.json(identifiedBody('live', context.var)),
  );
  return { guard, listener: getRequestListener(app.fetch) };
}

const builders = { koa, express: expressApp, fastify, hono } as const;

/**
 * An API of a customer: updating a post of the workspace `acme` needs `content.update` on that post, `/whoami` a valid
 * credential.
 */
export async function startGuardedApi(
  t: TestContext,
  framework: Framework,
  options: GuardOptions,
  simulates: boolean,
): Promise<GuardedApi> {
  const { guard, listener } = builders[framework](options, simulates);
  const server: Server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await guard.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, guard };
}
