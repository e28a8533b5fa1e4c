import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readErrorRegistry } from '../error-registry.ts';
import { errorCodesModule } from '../generators/error-codes-module.ts';
import { errorRegistryModule } from '../generators/error-registry-module.ts';
import { errorsPage } from '../generators/errors-page.ts';

const registry = readErrorRegistry();

test('every fault of errors.yaml is reported at once', () => {
  const broken =
    'NotFound: {status: 404, title: a, meaning: b, causes: [d], remedy: c}\ngone: {status: 200, title: a, extra: 1}\n';
  assert.throws(
    () => readErrorRegistry(broken),
    /NotFound: a code is[\s\S]*gone: status[\s\S]*gone: meaning[\s\S]*gone: remedy[\s\S]*gone: causes[\s\S]*gone: unknown member extra/,
  );
});

test('server, SDK and documentation know every code', () => {
  for (const code of registry.keys()) {
    assert.match(errorRegistryModule(registry), new RegExp(`^  ${code}: \\{$`, 'm'));
    assert.match(errorCodesModule(registry), new RegExp(`^  ${code}: [45]\\d\\d,$`, 'm'));
    assert.match(errorsPage(registry), new RegExp(`^## ${code}$`, 'm'));
  }
});

test('a quote in a title does not end the generated string', () => {
  const quoted = new Map([
    ['odd', { status: 400, title: `the caller's \\ own`, meaning: 'two\nlines', causes: ['one'], remedy: 'none' }],
  ]);
  assert.match(errorRegistryModule(quoted), /title: 'the caller\\'s \\\\ own',\n {4}meaning: 'two\\nlines'/);
});
