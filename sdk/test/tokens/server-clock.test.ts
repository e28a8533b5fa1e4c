import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createServerClock } from '../../src/tokens/server-clock.ts';
import { createTestClock } from '../support/test-clock.ts';

test('before any answer the server is taken to have our time', () => {
  const clock = createTestClock();
  const serverClock = createServerClock(clock);

  assert.equal(serverClock.now(), clock.now());
});

test('after one answer the server’s time is known to half a second and half the time on the way', () => {
  const skew = fc.integer({ min: -86_400_000, max: 86_400_000 });
  const delay = fc.integer({ min: 0, max: 5_000 });
  fc.assert(
    fc.property(skew, delay, delay, (skewMs, thereMs, backMs) => {
      const clock = createTestClock();
      const serverClock = createServerClock(clock);
      const sentAt = clock.now();
      const date = new Date(sentAt + thereMs + skewMs).toUTCString();
      clock.advance(thereMs + backMs);

      serverClock.observe(date, sentAt, clock.now());

      const errorMs = Math.abs(serverClock.now() - (clock.now() + skewMs));
      assert.ok(errorMs <= 500 + (thereMs + backMs) / 2);
    }),
  );
});

test('a Date that is absent or unreadable teaches nothing', () => {
  const clock = createTestClock();
  const serverClock = createServerClock(clock);
  for (const date of [null, '', 'soon']) serverClock.observe(date, clock.now(), clock.now());

  assert.equal(serverClock.now(), clock.now());
});

test('a clock that is set right in the middle of things is noticed at the next answer', () => {
  const clock = createTestClock();
  const serverClock = createServerClock(clock);
  const serverTime = clock.now();
  clock.advance(3_600_000);

  serverClock.observe(new Date(serverTime).toUTCString(), clock.now(), clock.now());

  assert.ok(Math.abs(serverClock.now() - serverTime) <= 500);
});
