import assert from 'node:assert/strict';
import { it } from 'node:test';
import { requireByContract } from '../support/contract-oracle.ts';
import { sendRaw } from '../support/raw-socket.ts';
import { onEachServer } from '../support/test-server.ts';

const sent = { method: 'GET', path: '/unreadable' };

onEachServer('requests that are no proper HTTP', (at) => {
  /** The one answer to these bytes, which ends the connection. */
  const refusal = async (...pieces: readonly string[]) => {
    const answers = await sendRaw(at.server.port, ...pieces);
    assert.equal(answers.length, 1, JSON.stringify(answers));
    const [answer] = answers;
    assert.ok(answer);
    requireByContract(sent, answer);
    return {
      status: answer.status,
      code: JSON.parse(answer.text).code as string,
      connection: answer.headers.connection,
    };
  };
  const invalid = { status: 400, code: 'invalid_request', connection: 'close' };

  it('bytes that are no request are refused as a problem, and the connection ends', async () => {
    assert.deepEqual(await refusal('hello\r\n\r\n'), invalid);
    assert.deepEqual(await refusal('GET /v1/me HTTP/9.9\r\nHost: x\r\n\r\n'), invalid);
    assert.deepEqual(await refusal('BREW /v1/me HTTP/1.1\r\nHost: x\r\n\r\n'), invalid);
    assert.deepEqual(await refusal('GET /v1/me HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n'), invalid);
    assert.deepEqual(await refusal('GET /v1/me HTTP/1.1\r\nHost: x\r\nName : 1\r\n\r\n'), invalid);
    assert.deepEqual(await refusal('GET /v1/me HTTP/1.1\r\nHost: x\r\nNul: a\0b\r\n\r\n'), invalid);
    assert.deepEqual(await refusal('GET /v1/me HTTP/1.1\r\nHost: x\r\nA: 1\r\n folded\r\n\r\n'), invalid);
  });

  it('a body of ambiguous length is refused, and what follows it is never taken for a request', async () => {
    const head = 'POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
    const smuggled = 'GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n';
    for (const framing of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
      'Content-Length: +5\r\n\r\nhello',
      'Content-Length: 5, 5\r\n\r\nhello',
      'Content-Length: -1\r\n\r\n',
      'Content-Length: 0x5\r\n\r\nhello',
      'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
      'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n',
      'Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
    ])
      assert.deepEqual(await refusal(`${head}${framing}${smuggled}`), invalid, framing);
  });

  it('headers beyond the limit are a 431, and so is an endless address', async () => {
    const tooLarge = { status: 431, code: 'header_too_large', connection: 'close' };
    assert.deepEqual(await refusal(`GET /v1/me HTTP/1.1\r\nHost: x\r\nLong: ${'x'.repeat(70_000)}\r\n\r\n`), tooLarge);
    assert.deepEqual(await refusal(`GET /v1/me?${'x'.repeat(70_000)} HTTP/1.1\r\nHost: x\r\n\r\n`), tooLarge);
  });

  it('a request without a Host is refused as a problem (RFC 9112 §3.2)', async () => {
    const [answer] = await sendRaw(at.server.port, 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n');
    assert.ok(answer);
    requireByContract({ method: 'GET', path: '/health/live' }, answer);
    assert.equal(answer.status, 400);
  });

  it('an expectation that we do not know is no reason to answer otherwise', async () => {
    const [answer] = await sendRaw(
      at.server.port,
      'GET /health/live HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
    );
    assert.equal(answer?.status, 200);
  });

  it('requests one behind the other on a connection are answered in turn', async () => {
    const live = 'GET /health/live HTTP/1.1\r\nHost: x\r\n';
    const answers = await sendRaw(at.server.port, `${live}\r\n${live}\r\n${live}Connection: close\r\n\r\n`);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
  });
});
