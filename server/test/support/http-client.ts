import { Agent, request } from 'node:http';

export interface Sent {
  readonly method: string;
  /** Path and query, exactly as they go onto the wire. */
  readonly path: string;
  /** A list sends the header once for each entry. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
}

export interface Answer {
  readonly status: number;
  /** By lower-case name; `set-cookie` and repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface HttpClient {
  send(sent: Sent): Promise<Answer>;
  close(): void;
}

/** Node's own client: unlike `fetch` it adds no header of its own and sends paths and repeated headers as they are. */
export function createHttpClient(port: number, connections = 64): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    send: ({ method, path, headers = {}, body }) =>
      new Promise((resolve, reject) => {
        const outgoing = request({ agent, host: '127.0.0.1', port, method, path }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
              ),
              text: Buffer.concat(chunks).toString(),
            }),
          );
        });
        outgoing.on('error', reject);
        for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
        if (body !== undefined) outgoing.setHeader('Content-Length', Buffer.byteLength(body));
        outgoing.end(body);
      }),
    close: () => agent.destroy(),
  };
}
