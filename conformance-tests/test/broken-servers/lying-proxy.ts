import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Header } from '../../src/wire/exchange.ts';
import type { Asked, Lie, Told } from './lie.ts';

const pairs = (raw: readonly string[]): Header[] =>
  Array.from({ length: raw.length / 2 }, (_, index) => [raw[index * 2] ?? '', raw[index * 2 + 1] ?? ''] as const);

/** Headers that describe one connection, and are made anew for the next. */
const ofTheConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']);
const passing = (headers: readonly Header[]): Header[] =>
  headers.filter(([name]) => !ofTheConnection.has(name.toLowerCase()));

const textOf = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  // latin1 keeps every byte, so that what is not UTF-8 goes through unchanged.
  return Buffer.concat(chunks).toString('latin1');
};

const askTrueServer = (target: URL, asked: Asked): Promise<Told> =>
  new Promise((resolve, reject) => {
    const lengths: Header[] =
      asked.body === '' && !['POST', 'PUT', 'PATCH'].includes(asked.method)
        ? []
        : [['Content-Length', String(asked.body.length)]];
    const headers = [['Host', target.host] as const, ...passing(asked.headers), ...lengths].flat();
    const outgoing = forward({
      host: target.hostname,
      port: target.port,
      method: asked.method,
      path: asked.path,
      headers,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      textOf(incoming).then(
        (body) => resolve({ status: incoming.statusCode ?? 502, headers: passing(pairs(incoming.rawHeaders)), body }),
        reject,
      );
    });
    outgoing.end(asked.body, 'latin1');
  });

export interface LyingProxy extends AsyncDisposable {
  readonly url: string;
}

/** Stands in front of a true server and tells one lie. */
export const startLyingProxy = async (target: URL, lie: Lie): Promise<LyingProxy> => {
  const answer = async (asked: Asked): Promise<Told> => {
    const invented = lie.invent?.(asked);
    if (invented !== undefined) return invented;
    const told = await askTrueServer(target, lie.ask?.(asked) ?? asked);
    return lie.tell?.(told, asked) ?? told;
  };
  const server = createServer(async (incoming, outgoing) => {
    const body = await textOf(incoming);
    const told = await answer({
      method: incoming.method ?? 'GET',
      path: incoming.url ?? '/',
      headers: pairs(incoming.rawHeaders),
      body,
    }).catch((): Told => ({ status: 502, headers: [], body: '' }));
    const isEmpty = told.status === 204 || told.status === 304;
    const length: Header[] =
      isEmpty || incoming.method === 'HEAD' ? [] : [['Content-Length', String(Buffer.byteLength(told.body, 'latin1'))]];
    outgoing.writeHead(told.status, [...told.headers, ...length].flat());
    outgoing.end(isEmpty ? undefined : Buffer.from(told.body, 'latin1'));
  });
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
