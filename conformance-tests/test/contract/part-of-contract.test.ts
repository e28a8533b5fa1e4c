import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readContract } from '../../src/contract/contract.ts';
import { type JsonObject, objectOf } from '../../src/contract/document.ts';
import { leftOutOf } from '../../src/contract/part-of-contract.ts';
import { missingOperation, optionalOperations } from '../../src/missing-operation.ts';
import { NotApplicable, NotTestable } from '../../src/outcome.ts';
import { profiles } from '../../src/requirement.ts';

const read = (): JsonObject =>
  JSON.parse(readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8')) as JsonObject;
const without = (path: string): JsonObject => {
  const { [path]: _, ...paths } = objectOf(read().paths);
  return { ...read(), paths };
};

test('a served contract without an operation is a part, and says which it leaves out', () => {
  assert.deepEqual(leftOutOf(read(), read()), []);
  assert.deepEqual(leftOutOf(read(), without('/v1/me/permissions')), ['getMyPermissions']);
});

test('a served contract that says anything else is no part', () => {
  const { info: _, ...nameless } = read();
  assert.equal(leftOutOf(read(), nameless), undefined);
  const added = without('/v1/me');
  const paths = { ...objectOf(added.paths), '/v1/mine': { get: { operationId: 'getMine', responses: {} } } };
  assert.equal(leftOutOf(read(), { ...added, paths }), undefined);
  const me = objectOf(objectOf(read().paths)['/v1/me']);
  const eased = { ...me, get: { ...objectOf(me.get), security: [{}] } };
  assert.equal(leftOutOf(read(), { ...read(), paths: { ...objectOf(read().paths), '/v1/me': eased } }), undefined);
});

test('what a profile needs may be left out by who does not claim it, and by nobody else', () => {
  assert.ok(missingOperation('evaluate', ['core', 'tokens']) instanceof NotApplicable);
  for (const profiles of [[], ['full'], ['access']])
    assert.ok(missingOperation('evaluate', profiles) instanceof NotTestable, profiles.join());
  assert.ok(missingOperation('issueToken', ['basic']) instanceof NotTestable);
  assert.ok(missingOperation('getMe', ['tokens']) instanceof NotTestable);
});

test('the lists of what may be left out name profiles and operations that there are, and each operation once', () => {
  const contract = readContract(read());
  const lists = [...optionalOperations()];
  const ids = lists.flatMap(([, operations]) => operations);
  assert.deepEqual(
    ids.filter((id) => !contract.has(id)),
    [],
  );
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(lists.every(([profile]) => profiles.some((known) => known === profile)));
});
