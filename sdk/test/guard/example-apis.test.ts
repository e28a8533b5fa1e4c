import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startTestService, type TestService } from '../../src/testing/index.ts';

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.stop());

/** An example API as people start it, on a free port. */
async function startExample(file: string) {
  const program = spawn(process.execPath, [`${examples}${file}`], {
    env: {
      PATH: process.env.PATH,
      LATCHKEY_URL: service.url,
      SERVICE_KEY: await service.mintServiceKey(),
      WORKSPACE: 'test',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'exit');
  const [line] = await Promise.race([once(program.stdout.setEncoding('utf8'), 'data'), ended]);
  const url = /http:\S+/.exec(String(line))?.[0];
  assert.ok(url, `${file} does not listen`);
  return {
    url: `${url}/invoices/2026-07`,
    stop: async (): Promise<unknown> => {
      program.kill('SIGTERM');
      return (await ended)[0];
    },
  };
}

for (const file of ['guard-a-koa-api.ts', 'guard-an-express-api.ts', 'guard-a-fastify-api.ts', 'guard-a-hono-api.ts']) {
  test(`${file} answers a key that may, simulates for a test key, and has put what was paid into the trail when it has stopped`, async () => {
    const api = await startExample(file);
    const key = await service.mintToken();
    const asKey = { 'x-api-key': key.secret };

    assert.equal((await fetch(api.url)).status, 401);
    const read = await fetch(api.url, { headers: asKey });
    assert.deepEqual(await read.json(), { number: '2026-07', total: 129_00, read_by: key.name });
    const { secret } = await service.mintToken({ environment: 'test' });
    const simulated = await fetch(api.url, { headers: { 'x-api-key': secret } });
    assert.deepEqual(await simulated.json(), { number: '2026-07', total: 0, simulated: true });
    const paid = await fetch(`${api.url}/payment`, { method: 'POST', headers: asKey });
    assert.equal(paid.status, 201);
    assert.deepEqual(await paid.json(), { number: '2026-07', paid_by: key.name });

    assert.equal(await api.stop(), 0);
    const trail = await service.operator.audit.listEvents({ path: { workspace: 'test' } }).toArray({ limit: 10 });
    assert.deepEqual(
      trail.filter(({ actor }) => actor.id === key.id).map(({ action, target }) => [action, target?.id]),
      [['invoices.pay', '2026-07']],
    );
  });
}
