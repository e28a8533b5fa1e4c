import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { requirementOf } from '../src/check.ts';
import { readContract } from '../src/contract/contract.ts';
import { objectOf } from '../src/contract/document.ts';
import { oracleRequirements } from '../src/contract/oracle.ts';
import { readRequirements } from '../src/requirement.ts';
import { allChecks } from '../src/requirements/all-checks.ts';
import { allBrokenServers } from './broken-servers/all-broken-servers.ts';

const rows = readRequirements();
const rowOf = new Map(rows.map((row) => [row.id, row]));
const bundle = new URL('../../openapi/openapi.json', import.meta.url);
const contract = readContract(objectOf(JSON.parse(readFileSync(bundle, 'utf8'))));
const families = new Set(rows.map(({ id }) => id.split('-')[0]));

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

test('every broken server is claimed by the requirement of the check that must catch it, and the other way round', () => {
  const claimed = rows.flatMap(({ id, faults }) => faults.map((fault) => `${id} ${fault}`));
  const catching = allBrokenServers.map(({ check, name }) => `${requirementOf({ id: check })} ${name}`);
  assert.deepEqual(catching.sort(), claimed.sort());
});

test('every operation that a requirement names is in the contract', () => {
  const lost = rows.flatMap(({ id, operations }) =>
    operations.filter((name) => !contract.has(name)).map((name) => `${id} ${name}`),
  );
  assert.deepEqual(lost, []);
});

test('every requirement of these families that the contract names has a row', () => {
  const named = contract.operations.flatMap(({ requirements }) => requirements);
  const own = named.filter((id) => families.has(id.split('-')[0] ?? ''));
  assert.deepEqual(
    own.filter((id) => !rowOf.has(id)),
    [],
  );
});
