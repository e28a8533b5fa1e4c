import { Agent as PlainAgent, request as plainRequest, type RequestOptions } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { connect as plainConnect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { Exchange, Header, WireRequest } from './exchange.ts';

/** The target did not answer: refused, reset, not HTTP, or no complete answer within the deadline. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface Wire {
  send(request: WireRequest): Promise<Exchange>;
  /** All at the same moment: each on a connection of its own that is open before the first byte of any is written. */
  sendTogether(requests: readonly WireRequest[], onOpen?: () => void): Promise<readonly Exchange[]>;
  close(): void;
}

const pairs = (raw: readonly string[]): Header[] => {
  const headers: Header[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) headers.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return headers;
};

const answerLimitBytes = 8 * 1024 * 1024;

/**
 * Raw HTTP/1.1 towards one base URL. node:http and not fetch, because a conformance suite must be able to repeat headers,
 * send broken bodies and odd methods, and see every header line that came back.
 * @throws {NoAnswer} from `send`
 */
export const openWire = (baseUrl: URL, timeoutMilliseconds: number, isInsecure = false): Wire => {
  const secure = baseUrl.protocol === 'https:';
  const agent = secure
    ? new TlsAgent({ keepAlive: true, rejectUnauthorized: !isInsecure })
    : new PlainAgent({ keepAlive: true });
  const request = secure ? tlsRequest : plainRequest;
  const prefix = baseUrl.pathname.replace(/\/$/, '');

  const host = baseUrl.hostname.replace(/^\[|\]$/g, '');

  const connect = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const port = Number(baseUrl.port === '' ? (secure ? 443 : 80) : baseUrl.port);
      const socket = secure
        ? tlsConnect({ host, port, servername: host, rejectUnauthorized: !isInsecure })
        : plainConnect({ host, port });
      socket.once(secure ? 'secureConnect' : 'connect', () => resolve(socket));
      socket.once('error', (error) => reject(new NoAnswer(`no connection: ${error.message}`, { cause: error })));
    });

  const attempt = (message: WireRequest, isRetry: boolean, socket?: Socket): Promise<Exchange> =>
    new Promise((resolve, reject) => {
      const startedAt = performance.now();
      const body = message.body === undefined ? undefined : Buffer.from(message.body as string);
      const lines: Header[] = [['Host', baseUrl.host], ...message.headers];
      if (body !== undefined) lines.push(['Content-Length', String(body.byteLength)]);
      const options: RequestOptions = {
        ...(socket === undefined ? { agent } : { agent: false, createConnection: () => socket }),
        host,
        port: baseUrl.port,
        method: message.method,
        path: prefix + message.path,
        headers: lines.flat(),
      };
      const outgoing = request(options);
      const deadline = setTimeout(() => outgoing.destroy(new Error('no complete answer in time')), timeoutMilliseconds);
      const fail = (error: Error): void => {
        clearTimeout(deadline);
        // A kept connection may have been closed by the target while idle: that says nothing about the target's answer.
        if (outgoing.reusedSocket && !isRetry && 'code' in error && error.code === 'ECONNRESET') {
          attempt(message, true).then(resolve, reject);
        } else reject(new NoAnswer(`${message.method} ${message.path}: ${error.message}`, { cause: error }));
      };
      outgoing.on('error', fail);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let sizeBytes = 0;
        incoming.on('data', (chunk: Buffer) => {
          sizeBytes += chunk.byteLength;
          if (sizeBytes > answerLimitBytes) outgoing.destroy(new Error('the answer is larger than the suite accepts'));
          else chunks.push(chunk);
        });
        incoming.on('error', fail);
        incoming.on('end', () => {
          clearTimeout(deadline);
          resolve({
            request: message,
            answer: {
              status: incoming.statusCode ?? 0,
              headers: pairs(incoming.rawHeaders),
              body: Buffer.concat(chunks),
            },
            durationMilliseconds: performance.now() - startedAt,
          });
        });
      });
      outgoing.end(body);
    });

  return {
    send: (message) => attempt(message, false),
    sendTogether: async (messages, onOpen) => {
      const sockets = await Promise.all(messages.map(connect));
      onOpen?.();
      try {
        return await Promise.all(messages.map((message, index) => attempt(message, false, sockets[index])));
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
    close: () => agent.destroy(),
  };
};
