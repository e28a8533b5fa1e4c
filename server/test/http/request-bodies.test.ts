import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import {
  createKey,
  createServiceKey,
  type Person,
  setUpOperator,
  signUpOwner,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { sendRaw } from '../support/raw-socket.ts';
import { dumpOf, onEachServer } from '../support/test-server.ts';

onEachServer('request bodies', (at) => {
  let owner: Person;
  let workspace: Workspace;
  let serviceKey: string;
  before(async () => {
    ({ owner, workspace } = await signUpOwner(at.server));
    serviceKey = await createServiceKey(at.server, await setUpOperator(at.server));
  });
  const post = (body: string | Buffer | undefined, headers: Readonly<Record<string, string>> = {}) =>
    at.server.send({
      method: 'POST',
      path: '/v1/workspaces',
      headers: { Authorization: `Bearer ${owner.session}`, 'Content-Type': 'application/json', ...headers },
      ...(body !== undefined && { body }),
    });
  const codeOf = async (...sent: Parameters<typeof post>): Promise<string> => {
    const { status, text } = await post(...sent);
    return status === 201 ? 'accepted' : JSON.parse(text).code;
  };

  it('JSON in UTF-8 is read, whether or not it says so', async () => {
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'application/json;charset="UTF-8"',
      'Application/JSON',
    ])
      assert.equal(await codeOf('{"name":"Zoë 🦉"}', { 'Content-Type': type }), 'accepted', type);
  });

  it('every other media type is refused before it is read, and so is a content coding', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/json5',
      'application/problem+json',
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'text/json',
      'application/json, text/plain',
      '',
    ])
      assert.equal(await codeOf('{"name":"W"}', { 'Content-Type': type }), 'unsupported_media_type', type);
    const zipped = gzipSync('{"name":"W"}');
    assert.equal(await codeOf(zipped, { 'Content-Encoding': 'gzip' }), 'unsupported_media_type');
  });

  it('what is no JSON is refused, and nothing of it is echoed', async () => {
    for (const text of [
      '{"name":"canary',
      '{name:"canary"}',
      "{'name':'canary'}",
      '{"name":"canary",}',
      '{"name":"canary"}x',
      '{"name":"canary"}{}',
      '// canary',
      'NaN',
      '{"name":"canary\n"}',
      '{"name":"canary\u0000"}',
      '\u0000',
      ' ',
      '\ufeff{"name":"canary"}',
    ]) {
      const answer = await post(text);
      assert.equal(answer.status, 400, JSON.stringify(text));
      assert.ok(!answer.text.includes('canary'));
    }
  });

  it('bytes that are not UTF-8 are refused, and so are half characters and NUL in a text', async () => {
    for (const bytes of [
      '{"name":"\xff"}',
      '{"name":"\xc0\xaf"}',
      '{"name":"\xed\xa0\x80"}',
      '{"name":"\xf8\x88\x80\x80\x80"}',
    ])
      assert.equal(await codeOf(Buffer.from(bytes, 'latin1')), 'invalid_request');
    for (const text of [
      '{"name":"\\ud800"}',
      '{"name":"a\\u0000b"}',
      '{"name":"\\udc00\\ud800"}',
      '{"name":"a\\u001bb"}',
    ])
      assert.equal(await codeOf(text), 'invalid_request', text);
  });

  it('a member given twice is refused: two readers could take different ones', async () => {
    const before = await dumpOf(at.server);
    for (const text of [
      '{"name":"A","name":"B"}',
      '{"name":"A","n\\u0061me":"B"}',
      '{"name":"A","slug":"a","name":"A"}',
    ])
      assert.equal(await codeOf(text), 'invalid_request', text);
    const nested = await at.server.send({
      method: 'POST',
      path: '/v1/verify',
      headers: { Authorization: `Bearer ${serviceKey}`, 'Content-Type': 'application/json' },
      body: '{"credential":"x","action":"a.b","resource":"c","attributes":{"status":"draft","status":"live"}}',
    });
    assert.equal(nested.status, 400);
    assert.equal(await dumpOf(at.server), before);
  });

  it('deep nesting, many members and huge numbers are refused and the process lives on', async () => {
    const deep = 30_000;
    const members = Array.from({ length: 4_000 }, (_, number) => `"m${number}":1`).join();
    for (const text of [
      '['.repeat(deep) + ']'.repeat(deep),
      `{"name":${'['.repeat(deep)}${']'.repeat(deep)}}`,
      `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
      `{${members}}`,
      `{"name":${'9'.repeat(60_000)}}`,
      '{"name":1e400}',
      `[${'0,'.repeat(30_000)}0]`,
    ])
      assert.equal(await codeOf(text), 'invalid_request');
    await at.server.succeed('getLiveness');
  });

  it('keys of prototypes are unknown members, and nothing is polluted by them', async () => {
    for (const text of [
      '{"name":"W","__proto__":{"polluted":true}}',
      '{"name":"W","constructor":{"prototype":{"polluted":true}}}',
      '{"__proto__":{"name":"W"}}',
    ])
      assert.equal(await codeOf(text), 'invalid_request', text);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  it('a body of 64 KiB is read and one byte more is refused, whether its length is told or not', async () => {
    const filled = (length: number) => `{"name":"${'x'.repeat(length - 11)}"}`;
    assert.equal(await codeOf(filled(64 * 1_024)), 'invalid_request');
    assert.equal(await codeOf(filled(64 * 1_024 + 1)), 'payload_too_large');

    const head = `POST /v1/workspaces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.session}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    const [answer] = await sendRaw(at.server.port, head, chunk, chunk, '1\r\nx\r\n0\r\n\r\n');
    assert.equal(answer?.status, 413);
    assert.equal(answer?.headers.connection, 'close');
    assert.equal(JSON.parse(answer?.text ?? '').code, 'payload_too_large');
  });

  it('an announced megabyte is refused before it is sent', async () => {
    const [answer] = await sendRaw(
      at.server.port,
      `POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n{`,
    );
    assert.equal(answer?.status, 413);
  });

  it('an operation without a body does not read one', async () => {
    const { server } = at;
    const answer = await server.send({
      method: 'GET',
      path: '/v1/me',
      headers: { Authorization: `Bearer ${owner.session}`, 'Content-Type': 'application/json' },
      body: '{"user_id":"usr_01kafe00000000000000000001"}',
    });
    assert.equal(JSON.parse(answer.text).user.id, owner.id);
  });

  it('the names of unknown members are shown shortened, and without control characters and half characters', async () => {
    const { path, headers } = { path: '/v1/workspaces', headers: { Authorization: `Bearer ${owner.session}` } };
    const queried = await at.server.send({ method: 'GET', path: `${path}?a%05%0A%C2%85%ED%A0%80b=1`, headers });
    assert.match(JSON.parse(queried.text).errors[0].pointer, /^\/query\/a\ufffd+b$/);
    const { text } = await post('{"name":"W","a\\ud800\\u0007b":1}');
    assert.equal(JSON.parse(text).errors[0].pointer, '/a\ufffd\ufffdb');
    const long = await post(JSON.stringify({ name: 'W', ['n'.repeat(5_000)]: 1 }));
    assert.ok(JSON.parse(long.text).errors[0].pointer.length <= 1_024);
  });

  it('a query that would be an operator elsewhere is an unknown parameter', async () => {
    for (const query of ['limit[$gt]=0', 'limit[]=5', 'cursor[$ne]=x', 'action[$ne]=x', '$where=1', 'a=1&a=2']) {
      const { status } = await at.server.send({
        method: 'GET',
        path: `/v1/workspaces/${workspace.id}/audit-events?${query}`,
        headers: { Authorization: `Bearer ${owner.session}` },
      });
      assert.equal(status, 400, query);
    }
    await createKey(at.server, { owner, workspace }, { name: unique('k') });
  });
});
