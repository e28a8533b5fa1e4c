import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that keeps no contract at all. The suite must tell it from one that does, in bounded time. */
export interface NullServer {
  readonly name: string;
  readonly listener: RequestListener;
}

const answering =
  (status: number, type: string, body: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  };

const trickling: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 100);
  response.on('close', () => clearInterval(timer));
};

const echoing = (request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': request.headers['content-type'] ?? 'application/json' });
  request.pipe(response);
};

export const nullServers: readonly NullServer[] = [
  { name: 'always 200 {}', listener: answering(200, 'application/json', '{}') },
  {
    name: 'always 401',
    listener: answering(401, 'application/problem+json', '{"status":401,"code":"authentication_required"}'),
  },
  { name: 'always 404', listener: answering(404, 'application/problem+json', '{"status":404,"code":"not_found"}') },
  { name: 'always 500', listener: answering(500, 'text/plain', 'oops') },
  { name: 'always a bad gateway in HTML', listener: answering(502, 'text/html', '<html>Bad gateway</html>') },
  { name: 'never answering', listener: () => undefined },
  { name: 'never finishing an answer', listener: trickling },
  { name: 'closing every connection', listener: (_, response) => response.destroy() },
  { name: 'echoing what it hears', listener: echoing },
];

export interface ListeningServer extends AsyncDisposable {
  readonly url: string;
}

/** On a free port of this machine alone. */
export const listen = async (listener: RequestListener): Promise<ListeningServer> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
