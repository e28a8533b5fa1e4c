import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Console } from '../src/console.ts';
import { readRequirements } from '../src/requirement.ts';
import { allChecks } from '../src/requirements/all-checks.ts';
import { isKilled } from '../src/selftest/catch-fault.ts';
import { type Fault, readFaults } from '../src/selftest/fault.ts';
import { testWithFaults } from '../src/selftest/test-with-faults.ts';

/** A few that cost little: of a credential, of a cookie, of the clock. The program `selftest --faults` tries all there are. */
const sample = ['accepts-unsigned-tokens', 'sets-a-readable-cookie', 'moves-the-clock-for-anybody'];

const innocent: Fault = {
  name: 'changes-a-comment',
  requirements: ['SES-01'],
  file: 'server/src/http/respond.ts',
  find: '/** The one place where anything thrown becomes an answer. */',
  replace: '/** Another comment. */',
  why: 'Nothing is wrong.',
};
const fatal: Fault = { ...innocent, name: 'does-not-start', replace: "throw new Error('never');" };
const elsewhere: Fault = { ...innocent, name: 'is-elsewhere', file: 'server/src/migrate/main.ts', find: 'x' };

test('a fault is killed where its requirements fail, survives where they pass, and is told from a server that does not run', async () => {
  let out = '';
  const console: Console = {
    out: (text) => {
      out += text;
    },
    error: () => undefined,
    isTerminal: false,
  };
  const faults = [...readFaults().filter(({ name }) => sample.includes(name)), innocent, fatal, elsewhere];
  const about = { faults, checks: allChecks, requirements: readRequirements(), seed: 1, allChecks: false, console };
  const outcomes = new Map((await testWithFaults(about)).map((outcome) => [outcome.fault.name, outcome]));
  assert.deepEqual(
    [...outcomes.values()].filter(isKilled).map(({ fault }) => fault.name),
    faults.map(({ name }) => name).filter((name) => sample.includes(name)),
    out,
  );
  assert.equal(outcomes.get('changes-a-comment')?.broken, undefined);
  assert.match(out, /SURVIVED {2}changes-a-comment/);
  assert.match(outcomes.get('does-not-start')?.broken ?? '', /the server ended/);
  assert.match(outcomes.get('is-elsewhere')?.broken ?? '', /without ever having loaded/);
});
