/**
 * An API of your own behind Latchkey: `SERVICE_KEY=zx_… node examples/guard-a-koa-api.ts`, then
 * `curl -H "X-API-Key: zk_live_…" "http://127.0.0.1:5000/?number=2026-07"`.
 *
 * WORKSPACE is the workspace whose invoices it keeps, LATCHKEY_URL where Latchkey is, PORT where this API shall listen.
 */
import { createClient } from '@latchkey/sdk';
import { createKoaGuard } from '@latchkey/sdk/guard/koa';
import Koa from 'koa';

const {
  LATCHKEY_URL: baseUrl = 'http://127.0.0.1:4000',
  SERVICE_KEY: apiToken,
  WORKSPACE: workspace = 'acme',
  PORT = '5000',
} = process.env;
if (!apiToken) throw new Error('SERVICE_KEY is missing: an operator makes one (POST /v1/operator/service-keys).');

const { requirePermission } = createKoaGuard({
  client: createClient({ baseUrl, credentials: { apiToken } }),
  // A test key gets an answer of the same shape, and nothing real is read.
  onTestRequest: (ctx) => {
    ctx.body = { number: ctx.query.number, total: 0, currency: 'EUR', simulated: true };
  },
  onUnavailable: (error) => console.error(error),
});

const app = new Koa();
app.use(requirePermission('invoices.read', ({ query }) => ({ workspace, resource: `invoices:${query.number}` })));
app.use((ctx) => {
  ctx.body = { number: ctx.query.number, total: 129_00, currency: 'EUR', read_by: ctx.state.principal.name };
});
const server = app.listen(Number(PORT), '127.0.0.1', () => {
  const address = server.address();
  console.log(`listens on http://127.0.0.1:${typeof address === 'object' ? address?.port : PORT}`);
});
