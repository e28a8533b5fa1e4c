import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const importForm = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g;

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const imports = files.flatMap((file) =>
  [...readFileSync(join(source, file), 'utf8').matchAll(importForm)].map(([, isType, specifier = '']) => ({
    file,
    specifier,
    isType: isType !== undefined,
  })),
);
const isRelative = ({ specifier }: { specifier: string }): boolean => specifier.startsWith('.');

test('the package imports nothing of Node, and ky alone of other packages, but for types of frameworks', () => {
  assert.deepEqual(
    imports.filter((one) => !isRelative(one) && !one.isType).map(({ file, specifier }) => ({ file, specifier })),
    [{ file: join('transport', 'sending.ts'), specifier: 'ky' }],
  );
});

test('ky is the one dependency, in the major version whose error answers can still be read', () => {
  const { dependencies } = JSON.parse(readFileSync(join(source, '..', 'package.json'), 'utf8'));
  assert.deepEqual(dependencies, { ky: '^1.14.3' });
});

test('koa appears in its adapter alone, and only as types', () => {
  assert.deepEqual(
    imports.filter(({ specifier }) => specifier === 'koa'),
    [{ file: join('guard', 'koa.ts'), specifier: 'koa', isType: true }],
  );
});

test('no import leaves the package, and the client knows nothing of the guards', () => {
  for (const { file, specifier } of imports.filter(isRelative)) {
    const target = relative(source, resolve(source, dirname(file), specifier));
    assert.ok(!target.startsWith('..'), `${file} imports ${specifier}`);
    if (!file.startsWith('guard')) assert.ok(!target.startsWith('guard'), `${file} imports ${specifier}`);
  }
});
