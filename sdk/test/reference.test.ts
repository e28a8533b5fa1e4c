import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sdkEntries } from '../../openapi/generators/sdk-reference.ts';

const entries = sdkEntries();

test('everything that the package exports has a comment that says what it is', () => {
  const silent = entries.flatMap(({ specifier, exports }) =>
    exports.filter(({ doc }) => doc === '').map(({ name }) => `${specifier}: ${name}`),
  );

  assert.deepEqual(silent, []);
});

test('the reference has all that a program can import, by name', async () => {
  for (const { specifier, exports } of entries) {
    const names = exports.filter(({ kind }) => kind !== 'type').map(({ name }) => name);

    assert.deepEqual(names.toSorted(), Object.keys(await import(specifier)).toSorted(), specifier);
  }
});

test('the overview leads to a page for each entry', () => {
  const reference = new URL('../../docs/sdk/reference/', import.meta.url);
  const pages = [...readFileSync(new URL('README.md', reference), 'utf8').matchAll(/\]\(([\w-]+\.md)\)/g)];

  assert.equal(pages.length, entries.length + 1);
  for (const [, page = ''] of pages) assert.match(readFileSync(new URL(page, reference), 'utf8'), /^# /m);
});

test('every link of the guides and the reference leads to a file that is there', () => {
  const guides = new URL('../../docs/sdk/', import.meta.url);
  const pages = readdirSync(guides, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => new URL(name.replaceAll('\\', '/'), guides));
  for (const page of [new URL('../README.md', import.meta.url), ...pages])
    for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g))
      assert.ok(existsSync(new URL(target, page)), `${page.pathname}: ${target}`);
});
