import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Grant } from '../../src/authorization/grant.ts';
import { ask, keyWith } from './ask.ts';
import { diceOf, randomCatalog, randomGrants, randomRequestFor } from './random-world.ts';

const shuffled = (grants: readonly Grant[], seed: number): Grant[] => {
  const dice = diceOf(seed);
  return grants
    .map((grant) => ({ grant, place: dice.roll() }))
    .sort((one, other) => one.place - other.place)
    .map(({ grant }) => grant);
};

test('the order of grants never changes what is allowed, only which grant is named', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (seed, order) => {
      const dice = diceOf(seed);
      const world = { catalog: randomCatalog(dice) };
      const grants = randomGrants(dice);
      const request = randomRequestFor(dice, grants, keyWith());
      const { grant: _first, ...expected } = { grant: undefined, ...ask(keyWith(...grants), request, world) };
      const { grant: _second, ...actual } = {
        grant: undefined,
        ...ask(keyWith(...shuffled(grants, order)), request, world),
      };
      assert.deepEqual(actual, expected);
    }),
    { numRuns: 3000, seed: 20261123 },
  );
});
