import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { roomIn, waitFor, windowAt, windowLength } from '../../src/addresses/address-window.ts';

/** What the store does, by a plain map. */
function counter(limit: number) {
  const counts = new Map<number, number>();
  const at = (now: number) => {
    const { number, passed } = windowAt(now);
    return { number, passed, before: counts.get(number - 1) ?? 0, current: counts.get(number) ?? 0 };
  };
  return {
    isAllowed(now: number): boolean {
      const { number, passed, before, current } = at(now);
      if (current >= roomIn(limit, before, passed)) return false;
      counts.set(number, current + 1);
      return true;
    },
    wait(now: number): number {
      const { passed, ...seen } = at(now);
      return waitFor(limit, seen, passed);
    },
  };
}

const start = 1_000 * windowLength;

test('RL-02 the edge between two windows lets no two limits pass', () => {
  const { isAllowed } = counter(100);
  const pass = (now: number) => Array.from({ length: 200 }, () => isAllowed(now)).filter(Boolean).length;
  assert.equal(pass(start - 1), 100);
  assert.ok(pass(start) <= 1);
  assert.equal(pass(start + windowLength / 2), 50);
});

test('RL-03 after the told wait one more is allowed, and a second before not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.nat(windowLength / 10), { minLength: 1, maxLength: 60 }),
      fc.nat(windowLength),
      (limit, pauses, offset) => {
        const { isAllowed, wait } = counter(limit);
        let now = start + offset;
        for (const pause of pauses) {
          now += pause;
          while (isAllowed(now));
          const told = wait(now);
          assert.ok(told > 0 && told <= 2 * windowLength);
          if (told > 1_000) assert.ok(!isAllowed(now + told - 1_000));
        }
        assert.ok(isAllowed(now + wait(now)));
      },
    ),
  );
});
