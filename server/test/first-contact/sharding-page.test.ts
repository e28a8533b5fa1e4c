import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type CollectionDeclaration, collections } from '../../src/storage/collections.ts';

const page = readFileSync(new URL('../../../docs/sharding.md', import.meta.url), 'utf8');
const rows = [...page.matchAll(/^\| `(\w+)` \| `(\w+)` \| (hashed|ranged) \|$/gm)];
const declared = Object.entries<CollectionDeclaration>(collections);

test('docs/sharding.md has every collection with its declared shard key', () => {
  assert.deepEqual(
    rows.map(([, name, key]) => [name, key]).sort(),
    declared.map(([name, { shardKey }]) => [name, shardKey]).sort(),
  );
});

test('every unique index begins with its shard key, which then cannot be hashed', () => {
  for (const [name, { shardKey, indexes }] of declared) {
    const unique = indexes.filter((index) => index.unique === true);
    for (const { keys } of unique) assert.equal(Object.keys(keys)[0], shardKey, name);
    if (unique.length > 0) assert.equal(rows.find(([, row]) => row === name)?.[3], 'ranged', name);
  }
});
