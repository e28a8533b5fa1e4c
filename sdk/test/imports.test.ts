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
const isOfTheKit = ({ file }: { file: string }): boolean => file.startsWith('testing');
const isRelative = ({ specifier }: { specifier: string }): boolean => specifier.startsWith('.');

test('ky is the one dependency, in the major version whose error answers can still be read', () => {
  const { dependencies } = JSON.parse(readFileSync(join(source, '..', 'package.json'), 'utf8'));
  assert.deepEqual(dependencies, { ky: '1.14.3' });
});

/** Who may import what from outside: a framework's types its adapter, Node the testing kit, which starts a process. */
const outside: Readonly<Record<string, readonly string[]>> = {
  [join('transport', 'sending.ts')]: ['ky'],
  [join('guard', 'koa.ts')]: ['koa'],
  [join('guard', 'express.ts')]: ['express'],
  [join('guard', 'fastify.ts')]: ['fastify'],
  [join('guard', 'hono.ts')]: ['hono'],
  [join('guard', 'offline.ts')]: ['jose'],
};

test('ky, the frameworks and jose appear in one file each, and the package imports no other', () => {
  for (const { file, specifier } of imports.filter((one) => !isRelative(one) && !isOfTheKit(one)))
    assert.ok(outside[file]?.includes(specifier), `${file} imports ${specifier}`);
});

test('of the frameworks only types are imported: an adapter weighs nothing but itself', () => {
  assert.deepEqual(
    imports
      .filter((one) => !isRelative(one) && !one.isType && !isOfTheKit(one))
      .map(({ file, specifier }) => [file, specifier]),
    [
      [join('guard', 'offline.ts'), 'jose'],
      [join('transport', 'sending.ts'), 'ky'],
    ],
  );
});

test('the testing kit imports Node and nothing else, and nothing else imports Node', () => {
  for (const { file, specifier } of imports.filter((one) => !isRelative(one) && isOfTheKit(one)))
    assert.ok(specifier.startsWith('node:'), `${file} imports ${specifier}`);
});

test('no import leaves the package, and the client knows nothing of the guards and the testing kit', () => {
  for (const { file, specifier } of imports.filter(isRelative)) {
    const target = relative(source, resolve(source, dirname(file), specifier));
    assert.ok(!target.startsWith('..'), `${file} imports ${specifier}`);
    const top = file.split(/[/\\]/)[0] ?? '';
    for (const [apart, users] of [
      ['guard', ['guard', 'testing']],
      ['testing', ['testing']],
    ] as const)
      if (!users.some((user) => user === top)) assert.ok(!target.startsWith(apart), `${file} imports ${specifier}`);
  }
});
