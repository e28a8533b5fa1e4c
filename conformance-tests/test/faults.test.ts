import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readRequirements } from '../src/requirement.ts';
import { readFaults } from '../src/selftest/fault.ts';
import { plantFault } from '../src/selftest/plant-fault.ts';

const faults = readFaults();
const rows = readRequirements();
const sourceOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

test('every fault has its text exactly once in a module of the server, and changes it', () => {
  for (const fault of faults) {
    assert.match(fault.file, /^server\/src\/.+\.ts$/, fault.name);
    const source = sourceOf(fault.file);
    assert.notEqual(plantFault(source, fault), source, fault.name);
  }
});

test('a text that is not there, or there twice, is no fault', () => {
  const fault = { name: 'x', requirements: [], file: 'server/src/x.ts', find: 'a', replace: 'b', why: '' };
  assert.equal(plantFault('cat', fault), 'cbt');
  assert.throws(() => plantFault('dog', fault), /nowhere/);
  assert.throws(() => plantFault('data', fault), /more than once/);
});

test('every fault has a name of its own, a reason, and nothing that nobody reads', () => {
  assert.equal(new Set(faults.map(({ name }) => name)).size, faults.length);
  const known = ['name', 'requirements', 'file', 'find', 'replace', 'why', 'environment'];
  for (const fault of faults) {
    assert.match(fault.name, /^[a-z]+(-[a-z0-9]+)+$/);
    assert.match(fault.why, /^\S.+\.\s*$/s, fault.name);
    assert.deepEqual(
      Object.keys(fault).filter((key) => !known.includes(key)),
      [],
    );
  }
});

test('every fault is listed by the requirements that it breaks, which have checks, and the other way round', () => {
  const claimed = rows.flatMap(({ id, faults: names }) => names.map((name) => `${id} ${name}`));
  const broken = faults.flatMap(({ name, requirements }) => requirements.map((id) => `${id} ${name}`));
  assert.deepEqual(broken.sort(), claimed.sort());
  const unchecked = rows.filter(({ checks, faults: names }) => checks.length === 0 && names.length > 0);
  assert.deepEqual(
    unchecked.map(({ id }) => id),
    [],
  );
});

/** What no fault of the server can break. */
const beyondTheServer = new Map([
  ['DOC-05', 'It looks at the contract alone, and a server with another contract is not looked at.'],
  ['DOC-06', 'No operation of the contract is deprecated.'],
]);

test('every requirement with checks has a fault that they catch, or a reason why there can be none', () => {
  const faultless = rows.filter(({ checks, faults: names }) => checks.length > 0 && names.length === 0);
  assert.deepEqual(
    faultless.map(({ id }) => id),
    [...beyondTheServer.keys()],
  );
});
