import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { holdForAll } from '../src/generated-input/hold-for-all.ts';
import { NotTestable, Violation } from '../src/outcome.ts';

test('whoever holds a claim is told how many values were tried', async () => {
  assert.equal(await holdForAll(fc.nat(), async () => {}, { seed: 1, runs: 8 }), 8);
});

/** The first answers come at once, and then none. */
const tired = (answers: number) => {
  let asked = 0;
  return (): Promise<void> => {
    asked += 1;
    return asked <= answers ? Promise.resolve() : new Promise(() => {});
  };
};

test('a slow target is not asked to the end, and the number says so', async () => {
  assert.equal(await holdForAll(fc.nat(), tired(3), { seed: 1, runs: 8, timeLimitMilliseconds: 100 }), 3);
});

test('a target so slow that hardly anything was tried has not held the claim', async () => {
  for (const answers of [0, 1])
    await assert.rejects(
      holdForAll(fc.nat(), tired(answers), { seed: 1, runs: 8, timeLimitMilliseconds: 100 }),
      NotTestable,
    );
});

test('a claim that does not hold is a violation with its smallest value', async () => {
  const claim = async (value: number): Promise<void> => {
    if (value > 6) throw new Violation('at most 6', String(value));
  };
  await assert.rejects(holdForAll(fc.nat(), claim, { seed: 1 }), /got 7\n/);
});
