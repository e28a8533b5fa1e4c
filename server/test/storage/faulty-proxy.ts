import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { requireMongodbUri } from './engines.ts';
import { commandName, createMessageReader, replyTo, type WireMessage } from './mongodb-wire.ts';

/** What goes wrong with a command, so many times. */
export interface Fault {
  readonly command: string;
  /**
   * `before`: the connection ends before the server gets it. `after`: the server does it, and the connection ends
   * instead of an answer. `silence`: nothing happens at all. Otherwise: the answer, which the server knows nothing of.
   */
  readonly when: 'before' | 'after' | 'silence' | { readonly answer: Record<string, unknown> };
  times: number;
}

export interface FaultyProxy {
  readonly uri: string;
  /** Faults still to come. Replace it at any time. */
  faults: Fault[];
  /** Ends every connection at once, as the system does for a server that was killed. */
  reset(): void;
  close(): void;
}

/** A proxy in front of the server under test that loses messages of chosen commands by closing the connection. */
export async function startFaultyProxy(): Promise<FaultyProxy> {
  const [host, port] = await primaryAddress();
  const sockets = new Set<Socket>();
  const clients = new Set<Socket>();
  const proxy: FaultyProxy = { uri: '', faults: [], reset: () => undefined, close: () => undefined };

  const server = createServer((client) => {
    const upstream = connect(port, host);
    const closeBoth = (): void => {
      client.destroy();
      upstream.destroy();
    };
    clients.add(client.on('close', () => clients.delete(client)));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', closeBoth).on('close', closeBoth);
    }
    const unanswered = new Set<number>();

    const forward = (request: WireMessage): void => {
      const fault = proxy.faults.find(({ command, times }) => times > 0 && command === commandName(request));
      if (fault !== undefined) fault.times -= 1;
      if (fault?.when === 'before') closeBoth();
      else if (typeof fault?.when === 'object') client.write(replyTo(request, fault.when.answer));
      else {
        if (fault?.when === 'after') unanswered.add(request.requestId);
        if (fault?.when !== 'silence') upstream.write(request.bytes);
      }
    };
    const answer = (reply: WireMessage): void => {
      if (unanswered.has(reply.responseTo)) closeBoth();
      else client.write(reply.bytes);
    };
    const readRequests = createMessageReader();
    const readReplies = createMessageReader();
    client.on('data', (chunk: Buffer) => readRequests(chunk).forEach(forward));
    upstream.on('data', (chunk: Buffer) => readReplies(chunk).forEach(answer));
  });

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(proxy, {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    reset: () => {
      for (const client of clients) client.resetAndDestroy();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}

async function primaryAddress(): Promise<[host: string, port: number]> {
  const client = new MongoClient(requireMongodbUri());
  try {
    const { primary } = await client.db('admin').command({ hello: 1 });
    const [host, port] = String(primary).split(':');
    return [host ?? '127.0.0.1', Number(port)];
  } finally {
    await client.close();
  }
}
