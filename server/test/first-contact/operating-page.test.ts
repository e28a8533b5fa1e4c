import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createMetrics } from '../../src/metrics.ts';
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts';

test('docs/operating.md names every metric of ours with its kind, and no other', async () => {
  const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  const described = [...page.matchAll(/^\| `(latchkey_\w+)` \| (\w+) \|/gm)].map(([, name, kind]) => `${name} ${kind}`);
  const metrics = createMetrics();
  metrics.watchHasher(createPasswordHasher());
  const server = metrics.server?.listen(0, '127.0.0.1');
  assert.ok(server);
  await once(server, 'listening');
  const text = await (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)).text();
  server.closeAllConnections();
  server.close();
  const served = [...text.matchAll(/^# TYPE (latchkey_\w+) (\w+)$/gm)]
    .map(([, name, kind]) => `${name} ${kind}`)
    .filter((metric) => !/^latchkey_(?:process|nodejs)_/.test(metric));
  assert.ok(served.length > 5);
  assert.deepEqual(described.sort(), served.sort());
});
