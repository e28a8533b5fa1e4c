/**
 * An API of your own behind Latchkey, with Fastify: `SERVICE_KEY=zx_… node examples/guard-a-fastify-api.ts`, then
 * `curl -H "X-API-Key: zk_live_…" http://127.0.0.1:5000/invoices/2026-07`.
 *
 * WORKSPACE is the workspace whose invoices it keeps, LATCHKEY_URL where Latchkey is, PORT where this API shall listen.
 */
import { createClient } from '@latchkey/sdk';
import { createFastifyGuard } from '@latchkey/sdk/guard/fastify';
import Fastify, { type FastifyRequest } from 'fastify';

const {
  LATCHKEY_URL: baseUrl = 'http://127.0.0.1:4000',
  SERVICE_KEY: apiToken,
  WORKSPACE: workspace = 'acme',
  PORT = '5000',
} = process.env;
if (!apiToken) throw new Error('SERVICE_KEY is missing: an operator makes one (POST /v1/operator/service-keys).');

const numberOf = ({ params }: FastifyRequest) => (params as { readonly number: string }).number;
const { requirePermission, permitted, close } = createFastifyGuard({
  client: createClient({ baseUrl, credentials: { apiToken } }),
  // A test key gets an answer of the same shape, and nothing real is read or paid.
  onTestRequest: (request) => ({ number: numberOf(request), total: 0, simulated: true }),
  onUnavailable: (error) => console.error(error),
});
const invoice = (request: FastifyRequest) => ({ workspace, resource: `invoices:${numberOf(request)}` });

const app = Fastify();
app.get('/invoices/:number', { preHandler: requirePermission('invoices.read', invoice) }, async (request) => ({
  number: numberOf(request),
  total: 129_00,
  read_by: permitted(request).principal.name,
}));
// That an API token has paid is in the audit trail of the workspace, by the guard alone.
app.post('/invoices/:number/payment', { preHandler: requirePermission('invoices.pay', invoice) }, (request, reply) =>
  reply.code(201).send({ number: numberOf(request), paid_by: permitted(request).principal.name }),
);
app.addHook('onClose', close);

console.log(`listens on ${await app.listen({ port: Number(PORT), host: '127.0.0.1' })}`);
process.once('SIGTERM', () => void app.close());
