import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface TlsInFront extends AsyncDisposable {
  readonly url: string;
  /** The file with the certificate, which nobody has signed but itself. */
  readonly certificate: string;
}

const file = (name: string): URL => new URL(name, import.meta.url);

/** Ends TLS in front of a server, as a proxy does, with a certificate that no machine trusts. Its key is for this alone. */
export const startTlsInFront = async (target: URL): Promise<TlsInFront> => {
  const keys = { key: readFileSync(file('self-signed.key.pem')), cert: readFileSync(file('self-signed.pem')) };
  const server = createServer(keys, (incoming, outgoing) => {
    const { method, url, rawHeaders } = incoming;
    const options = { host: target.hostname, port: target.port, method, path: url, headers: rawHeaders };
    const passed = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate: file('self-signed.pem').pathname,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
