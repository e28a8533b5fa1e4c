/**
 * An API of your own behind Latchkey, with Koa: `SERVICE_KEY=zx_… node examples/guard-a-koa-api.ts`, then
 * `curl -H "X-API-Key: zk_live_…" http://127.0.0.1:5000/invoices/2026-07`.
 *
 * WORKSPACE is the workspace whose invoices it keeps, LATCHKEY_URL where Latchkey is, PORT where this API shall listen.
 */
import type { AddressInfo } from 'node:net';
import { createClient } from '@latchkey/sdk';
import { createKoaGuard } from '@latchkey/sdk/guard/koa';
import Koa, { type Context } from 'koa';

const {
  LATCHKEY_URL: baseUrl = 'http://127.0.0.1:4000',
  SERVICE_KEY: apiToken,
  WORKSPACE: workspace = 'acme',
  PORT = '5000',
} = process.env;
if (!apiToken) throw new Error('SERVICE_KEY is missing: an operator makes one (POST /v1/operator/service-keys).');

/** `/invoices/2026-07` and `/invoices/2026-07/payment`. */
const numberOf = ({ path }: Pick<Context, 'path'>) => path.split('/')[2];
const { requirePermission, close } = createKoaGuard({
  client: createClient({ baseUrl, credentials: { apiToken } }),
  // A test key gets an answer of the same shape, and nothing real is read or paid.
  onTestRequest: (ctx) => {
    ctx.body = { number: numberOf(ctx), total: 0, simulated: true };
  },
  onUnavailable: (error) => console.error(error),
});
const invoice = (ctx: Pick<Context, 'path'>) => ({ workspace, resource: `invoices:${numberOf(ctx)}` });
const mayRead = requirePermission('invoices.read', invoice);
// That an API token has paid is in the audit trail of the workspace, by the guard alone.
const mayPay = requirePermission('invoices.pay', invoice);

const app = new Koa();
app.use((ctx, next) => (ctx.method === 'POST' ? mayPay(ctx, next) : mayRead(ctx, next)));
app.use((ctx) => {
  const { name } = ctx.state.principal;
  ctx.status = ctx.method === 'POST' ? 201 : 200;
  ctx.body =
    ctx.method === 'POST'
      ? { number: numberOf(ctx), paid_by: name }
      : { number: numberOf(ctx), total: 129_00, read_by: name };
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => server.close(() => void close()));
