import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('docs/configuration.md describes every name that the server reads, and no other', () => {
  const readByServer = [
    ...read('server/src/config.ts').matchAll(/\b(?:text|oneOf|integer|secret|list)\(\s*'([A-Z_]+)'/g),
  ];
  const described = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_]+)` \|/gm)];
  const names = (matches: readonly RegExpMatchArray[]): string[] =>
    [...new Set(matches.map((match) => match[1] ?? ''))].sort();
  assert.ok(readByServer.length > 10, 'the names were found');
  assert.deepEqual(names(described), names(readByServer));
});
