import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { requirementOf } from '../src/check.ts';
import { readContract } from '../src/contract/contract.ts';
import { arrayOf, objectOf } from '../src/contract/document.ts';
import { oracleRequirements } from '../src/contract/oracle.ts';
import { needs, profiles, readRequirements } from '../src/requirement.ts';
import { readRequirementSet, setNames } from '../src/requirement-set.ts';
import { allChecks } from '../src/requirements/all-checks.ts';

const rows = readRequirements();
const rowOf = new Map(rows.map((row) => [row.id, row]));
const bundle = new URL('../../openapi/openapi.json', import.meta.url);
const contract = readContract(objectOf(JSON.parse(readFileSync(bundle, 'utf8'))));

test('every check belongs to a requirement that lists it', () => {
  const lost = allChecks.filter((check) => !rowOf.get(requirementOf(check))?.checks.includes(check.id));
  assert.deepEqual(
    lost.map(({ id }) => id),
    [],
  );
});

test('every check that a requirement lists exists', () => {
  const known = new Set(allChecks.map(({ id }) => id));
  assert.deepEqual(
    rows.flatMap(({ checks }) => checks.filter((id) => !known.has(id))),
    [],
  );
});

test('a requirement has checks, or says why it has none', () => {
  const unclear = rows.filter(({ checks, excluded }) => (checks.length === 0) !== (excluded !== undefined));
  assert.deepEqual(
    unclear.map(({ id }) => id),
    [],
  );
});

test('ids of requirements and of checks are given once', () => {
  assert.equal(rowOf.size, rows.length);
  assert.equal(new Set(allChecks.map(({ id }) => id)).size, allChecks.length);
});

test('every sentence says with MUST or SHOULD how binding it is, as its level does', () => {
  const unclear = rows.filter(({ level, sentence }) => !sentence.includes(level) || !sentence.endsWith('.'));
  assert.deepEqual(
    unclear.map(({ id }) => id),
    [],
  );
});

test('whatever the oracle watches on every response has a requirement and a check of that name', () => {
  const known = new Set(allChecks.map(({ id }) => id));
  assert.deepEqual(
    oracleRequirements.filter((id) => !known.has(`${id}/observed`)),
    [],
  );
});

test('every operation that a requirement names is in the contract', () => {
  const lost = rows.flatMap(({ id, operations }) =>
    operations.filter((name) => !contract.has(name)).map((name) => `${id} ${name}`),
  );
  assert.deepEqual(lost, []);
});

test('every requirement that the contract names has a row', () => {
  const named = contract.operations.flatMap(({ requirements }) => requirements);
  assert.deepEqual(
    named.filter((id) => !rowOf.has(id)),
    [],
  );
});

test('every requirement is named by the contract: by an operation, or for all of them', () => {
  const everywhere = contract.document['x-requirements'];
  const named = new Set([...contract.operations.flatMap(({ requirements }) => requirements), ...arrayOf(everywhere)]);
  const lost = rows.filter(({ id, operations }) => !named.has(id) && operations.length > 0);
  assert.deepEqual(
    lost.map(({ id }) => id),
    [],
  );
});

test('a requirement without operation in the contract is excluded, and says why', () => {
  const lost = rows.filter(({ operations, excluded }) => operations.length === 0 && excluded === undefined);
  assert.deepEqual(
    lost.map(({ id }) => id),
    [],
  );
});

test('profiles and needs of requirements are known ones', () => {
  const odd = rows.filter(
    ({ profile, needs: wanted = [] }) => !profiles.includes(profile) || wanted.some((need) => !needs.includes(need)),
  );
  assert.deepEqual(
    odd.map(({ id }) => id),
    [],
  );
});

test('the newest set holds every requirement, and no set one that is not there', () => {
  for (const name of setNames()) {
    const lost = [...readRequirementSet(name)].filter((id) => !rowOf.has(id));
    assert.deepEqual(lost, []);
  }
  const newest = readRequirementSet(setNames().toSorted().at(-1) ?? '');
  assert.deepEqual(
    rows.filter(({ id }) => !newest.has(id)).map(({ id }) => id),
    [],
  );
});
