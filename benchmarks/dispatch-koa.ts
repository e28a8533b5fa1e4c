/** Koa that finds the operation of a request and answers. `node benchmarks/dispatch-koa.ts <operationId>,…` knows only these. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { operationTable } from '../server/src/generated/operations.gen.ts';
import { createRoutes } from '../server/src/http/routes.ts';
import type { OperationId } from '../server/src/operation/operation.ts';

const known = process.argv[2]?.split(',');
const operations = Object.entries(operationTable).filter(([id]) => known === undefined || known.includes(id));
const routes = createRoutes(operations.map(([id, { method, path }]) => ({ id: id as OperationId, method, path })));
const app = new Koa().use((http) => {
  const found = routes.match(http.method, http.path);
  http.body = found === undefined || 'allowed' in found ? http.throw(404) : found.id;
});
const server = createServer(app.callback()).listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
