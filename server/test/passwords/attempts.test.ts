import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minutes, seconds } from '../../src/clock.ts';
import { admitAttempt } from '../../src/passwords/attempts.ts';

const at = Date.parse('2030-01-01T00:00:00Z');

test('the first attempt and the ten free ones are admitted without delay', () => {
  assert.deepEqual(admitAttempt(undefined, at), { isAllowed: true });
  for (let count = 0; count < 10; count += 1) assert.deepEqual(admitAttempt({ count, at }, at), { isAllowed: true });
});

test('after ten failures the delay is one second and doubles with each further one, up to fifteen minutes', () => {
  const delays = [10, 11, 12, 13, 19, 20, 21, 1_000, Number.MAX_SAFE_INTEGER].map((count) => {
    const admission = admitAttempt({ count, at }, at);
    return admission.isAllowed ? 0 : admission.retryAfterSeconds;
  });
  assert.deepEqual(delays, [1, 2, 4, 8, 512, 900, 900, 900, 900]);
});

test('an attempt is refused to the last millisecond of the delay and admitted right after', () => {
  const counter = { count: 13, at };
  assert.deepEqual(admitAttempt(counter, at + seconds(8) - 1), { isAllowed: false, retryAfterSeconds: 1 });
  assert.deepEqual(admitAttempt(counter, at + seconds(8)), { isAllowed: true });
});

test('waiting for as long as the answer says is always enough, and never more than fifteen minutes', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: -minutes(60), max: minutes(60) }), (count, passed) => {
      const now = at + passed;
      const admission = admitAttempt({ count, at }, now);
      if (admission.isAllowed) return;
      assert.ok(admission.retryAfterSeconds >= 1 && admission.retryAfterSeconds <= 900);
      if (passed >= 0) assert.ok(admitAttempt({ count, at }, now + seconds(admission.retryAfterSeconds)).isAllowed);
    }),
  );
});
