import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { it } from 'node:test';
import { createHttpServer } from '../../src/http/http-server.ts';
import { onEachServer } from '../support/test-server.ts';

const unfinished: Readonly<Record<string, string>> = {
  'half of its headers': 'GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthoriz',
  'nothing behind its headers':
    'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n',
  'half of its body':
    'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"ema',
};

onEachServer('clients that never finish a request', (at) => {
  it('are cut off one and all, and the others are served meanwhile', async () => {
    const sockets: Socket[] = [];
    for (const beginning of Object.values(unfinished)) {
      for (let each = 0; each < 40; each += 1) {
        const socket = connect({ port: at.server.port, host: '127.0.0.1' });
        socket.on('error', () => {});
        socket.resume();
        socket.write(beginning);
        sockets.push(socket);
      }
    }
    const cutOff = Promise.all(sockets.map((socket) => once(socket, 'close')));
    await at.server.succeed('getLiveness');
    await cutOff;
    await at.server.succeed('getLiveness');
  });
});

it('a request has to arrive long before Node’s own limits of a minute for its headers and five for the whole', () => {
  const { headersTimeout, requestTimeout } = createHttpServer();
  assert.ok(headersTimeout > 0 && headersTimeout <= 20_000);
  assert.ok(requestTimeout > 0 && requestTimeout <= 60_000);
});
