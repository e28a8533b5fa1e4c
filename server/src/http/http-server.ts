import type { Server } from 'node:http';
import { createServer } from './node-http.ts';

/**
 * The server that carries the application, not listening yet. Slow clients are cut off long before Node's own limits
 * (60 s for headers, 300 s for a request), and what Node would refuse with an empty answer of its own is left to the
 * application, whose answers are problems: a missing Host, and an `Expect` that it does not know (RFC 9110 §10.1.1).
 */
export function createHttpServer(): Server {
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    keepAliveTimeout: 65_000,
    connectionsCheckingInterval: 5_000,
    requireHostHeader: false,
  });
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}
