/**
 * An API that answers one request, with a guard before it or without: `node benchmarks/guarded-api.ts koa | express | fastify | hono
 * bare | asking | remembering`. A guard asks the service at LATCHKEY_URL with SERVICE_KEY about the workspace WORKSPACE.
 */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createClient } from '@latchkey/sdk';
import type { GuardOptions, Target } from '@latchkey/sdk/guard';
import { createExpressGuard } from '@latchkey/sdk/guard/express';
import { createFastifyGuard } from '@latchkey/sdk/guard/fastify';
import { createHonoGuard } from '@latchkey/sdk/guard/hono';
import { createKoaGuard } from '@latchkey/sdk/guard/koa';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import Koa from 'koa';

const { LATCHKEY_URL: baseUrl = '', SERVICE_KEY: apiToken = '', WORKSPACE: workspace = '' } = process.env;
const [framework = '', mode = ''] = process.argv.slice(2);

const answer = { title: 'Home', status: 'draft' };
const action = 'content.update';
const target = (): Target => ({ workspace, resource: 'content:posts:homepage' });

type Api = (guard: GuardOptions | undefined) => RequestListener | Promise<RequestListener>;

const apis: { readonly [framework: string]: Api } = {
  koa(guard) {
    const app = new Koa();
    if (guard) app.use(createKoaGuard(guard).requirePermission(action, target));
    app.use((ctx) => {
      ctx.body = answer;
    });
    return app.callback();
  },
  express(guard) {
    const app = express();
    if (guard) app.use(createExpressGuard(guard).requirePermission(action, target));
    return app.get('/', (_request, response) => void response.json(answer));
  },
  async fastify(guard) {
    const app = Fastify();
    const preHandler = guard ? [createFastifyGuard(guard).requirePermission(action, target)] : [];
    app.get('/', { preHandler }, async () => answer);
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
  hono(guard) {
    const app = new Hono();
    if (guard) app.use(createHonoGuard(guard).requirePermission(action, target));
    app.get('/', (context) => context.json(answer));
    return getRequestListener(app.fetch);
  },
};

const asking = (): GuardOptions => ({ client: createClient({ baseUrl, credentials: { apiToken } }) });
const guards: { readonly [mode: string]: () => GuardOptions | undefined } = {
  bare: () => undefined,
  asking,
  remembering: () => ({ ...asking(), cache: { seconds: 300 } }),
};

const [api, guard] = [apis[framework], guards[mode]];
if (api === undefined || guard === undefined)
  throw new Error(`Usage: guarded-api.ts ${Object.keys(apis).join(' | ')} ${Object.keys(guards).join(' | ')}`);
const server = createServer(await api(guard())).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
