import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createMetrics } from '../../src/metrics.ts';
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts';

test('docs/operating.md names every metric of ours with its kind, and no other', () => {
  const page = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
  const described = [...page.matchAll(/^\| `(latchkey_\w+)` \| (\w+) \|/gm)].map(([, name, kind]) => `${name} ${kind}`);
  const metrics = createMetrics();
  metrics.watchHasher(createPasswordHasher());
  const served = metrics.registry
    .getMetricsAsArray()
    .map(({ name, type }) => `${name} ${type}`)
    .filter((metric) => !/^latchkey_(?:process|nodejs)_/.test(metric));
  assert.ok(served.length > 5);
  assert.deepEqual(described.sort(), served.sort());
});
