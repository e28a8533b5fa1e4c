import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LateMailsInFront extends AsyncDisposable {
  readonly url: string;
}

/** How often the outbox is looked into before a mail shows. */
const looksBefore = 3;

/** Passes everything on, except that mails come late, as they do where a queue sends them. */
export const startLateMailsInFront = async (target: URL): Promise<LateMailsInFront> => {
  const looksAt = new Map<string, number>();
  const hasArrived = (mail: unknown): boolean => {
    const key = JSON.stringify(mail);
    const looks = (looksAt.get(key) ?? 0) + 1;
    looksAt.set(key, looks);
    return looks > looksBefore;
  };
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...passed } = headers;
    const body = parts.length === 0 ? {} : { body: Buffer.concat(parts) };
    const answer = await fetch(new URL(url, target), {
      method,
      headers: passed as Record<string, string>,
      redirect: 'manual',
      ...body,
    });
    const text = await answer.text();
    outgoing.writeHead(
      answer.status,
      [...answer.headers]
        .filter(([name]) => !/^(?:content-length|transfer-encoding|connection|keep-alive)$/.test(name))
        .flat(),
    );
    if (url !== '/dev/outbox.json' || answer.status !== 200) return outgoing.end(text);
    const { data } = JSON.parse(text) as { readonly data: readonly unknown[] };
    return outgoing.end(JSON.stringify({ data: data.filter(hasArrived) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
