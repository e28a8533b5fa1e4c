/**
 * An API of your own behind Latchkey, with Express: `SERVICE_KEY=zx_… node examples/guard-an-express-api.ts`, then
 * `curl -H "X-API-Key: zk_live_…" http://127.0.0.1:5000/invoices/2026-07`.
 *
 * WORKSPACE is the workspace whose invoices it keeps, LATCHKEY_URL where Latchkey is, PORT where this API shall listen.
 */
import type { AddressInfo } from 'node:net';
import { createClient } from '@latchkey/sdk';
import { createExpressGuard } from '@latchkey/sdk/guard/express';
import express, { type Request } from 'express';

const {
  LATCHKEY_URL: baseUrl = 'http://127.0.0.1:4000',
  SERVICE_KEY: apiToken,
  WORKSPACE: workspace = 'acme',
  PORT = '5000',
} = process.env;
if (!apiToken) throw new Error('SERVICE_KEY is missing: an operator makes one (POST /v1/operator/service-keys).');

const { requirePermission, close } = createExpressGuard({
  client: createClient({ baseUrl, credentials: { apiToken } }),
  // A test key gets an answer of the same shape, and nothing real is read or paid.
  onTestRequest: ({ params }, response) => response.json({ number: params.number, total: 0, simulated: true }),
  onUnavailable: (error) => console.error(error),
});
const invoice = ({ params }: Request) => ({ workspace, resource: `invoices:${params.number}` });

const app = express();
app.get('/invoices/:number', requirePermission('invoices.read', invoice), ({ params }, response) => {
  response.json({ number: params.number, total: 129_00, read_by: response.locals.principal.name });
});
// That an API token has paid is in the audit trail of the workspace, by the guard alone.
app.post('/invoices/:number/payment', requirePermission('invoices.pay', invoice), ({ params }, response) => {
  response.status(201).json({ number: params.number, paid_by: response.locals.principal.name });
});

const server = app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`listens on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', () => server.close(() => void close()));
