import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestService, type TestService } from '../../src/testing/index.ts';
import { startExample } from '../support/example-program.ts';

let service: TestService;
before(async () => {
  service = await startTestService();
});
after(() => service.stop());

for (const file of ['guard-a-koa-api.ts', 'guard-an-express-api.ts', 'guard-a-fastify-api.ts', 'guard-a-hono-api.ts']) {
  test(`${file} answers a key that may, simulates for a test key, and has put what was paid into the trail when it has stopped`, async () => {
    const api = await startExample(file, {
      LATCHKEY_URL: service.url,
      SERVICE_KEY: await service.mintServiceKey(),
      WORKSPACE: 'test',
      PORT: '0',
    });
    const invoice = `${api.url}/invoices/2026-07`;
    const key = await service.mintToken();
    const asKey = { 'x-api-key': key.secret };

    assert.equal((await fetch(invoice)).status, 401);
    const read = await fetch(invoice, { headers: asKey });
    assert.deepEqual(await read.json(), { number: '2026-07', total: 129_00, read_by: key.name });
    const { secret } = await service.mintToken({ environment: 'test' });
    const simulated = await fetch(invoice, { headers: { 'x-api-key': secret } });
    assert.deepEqual(await simulated.json(), { number: '2026-07', total: 0, simulated: true });
    const paid = await fetch(`${invoice}/payment`, { method: 'POST', headers: asKey });
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
