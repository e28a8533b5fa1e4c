/**
 * An API of your own behind Latchkey, with Hono: `SERVICE_KEY=zx_… node examples/guard-a-hono-api.ts`, then
 * `curl -H "X-API-Key: zk_live_…" http://127.0.0.1:5000/invoices/2026-07`.
 *
 * WORKSPACE is the workspace whose invoices it keeps, LATCHKEY_URL where Latchkey is, PORT where this API shall listen.
 */
import { serve } from '@hono/node-server';
import { createClient } from '@latchkey/sdk';
import { createHonoGuard } from '@latchkey/sdk/guard/hono';
import { Hono } from 'hono';

const {
  LATCHKEY_URL: baseUrl = 'http://127.0.0.1:4000',
  SERVICE_KEY: apiToken,
  WORKSPACE: workspace = 'acme',
  PORT = '5000',
} = process.env;
if (!apiToken) throw new Error('SERVICE_KEY is missing: an operator makes one (POST /v1/operator/service-keys).');

const { requirePermission, close } = createHonoGuard({
  client: createClient({ baseUrl, credentials: { apiToken } }),
  // A test key gets an answer of the same shape, and nothing real is read or paid.
  onTestRequest: (c) => c.json({ number: c.req.param('number'), total: 0, simulated: true }),
  onUnavailable: (error) => console.error(error),
});
const mayUse = (action: string) =>
  requirePermission<'/invoices/:number'>(action, ({ req }) => ({
    workspace,
    resource: `invoices:${req.param('number')}`,
  }));

const app = new Hono();
app.get('/invoices/:number', mayUse('invoices.read'), (c) =>
  c.json({ number: c.req.param('number'), total: 129_00, read_by: c.var.principal.name }),
);
// That an API token has paid is in the audit trail of the workspace, by the guard alone.
app.post('/invoices/:number/payment', mayUse('invoices.pay'), (c) =>
  c.json({ number: c.req.param('number'), paid_by: c.var.principal.name }, 201),
);

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`listens on http://127.0.0.1:${port}`);
});
process.once('SIGTERM', () => server.close(() => void close()));
