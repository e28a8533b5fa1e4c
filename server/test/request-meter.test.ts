import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { days, minutes, seconds } from '../src/clock.ts';
import { RequestMeter } from '../src/request-meter.ts';

const start = 1_700_000_000_000;
const spendMany = (meter: RequestMeter, times: number, perMinute: number, now: number): number =>
  Array.from({ length: times }, () => meter.spend('key', perMinute, now)).filter(({ isAllowed }) => isAllowed).length;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const heapInUse = (): number => {
  collectGarbage();
  return process.memoryUsage().heapUsed;
};

test('RL-02 no two quotas pass at the edge of a minute', () => {
  const meter = new RequestMeter();
  const edge = Math.ceil(start / minutes(1)) * minutes(1);
  assert.equal(spendMany(meter, 200, 100, edge - 10), 100);
  assert.ok(spendMany(meter, 200, 100, edge + 10) <= 1);
});

test('RL-03 whoever waits as long as told is allowed one more, and not before', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 0, max: 59_999 }), (perMinute, pause) => {
      const meter = new RequestMeter();
      spendMany(meter, perMinute, perMinute, start);
      spendMany(meter, perMinute, perMinute, start + pause);
      const refused = meter.spend('key', perMinute, start + pause);
      assert.ok(!refused.isAllowed && refused.waitsFor > 0 && refused.waitsFor <= minutes(1) + 1);
      const wait = Math.ceil(refused.waitsFor);
      assert.ok(wait < 2 || !meter.spend('key', perMinute, start + pause + wait - 2).isAllowed);
      assert.ok(meter.spend('key', perMinute, start + pause + wait).isAllowed);
    }),
  );
});

test('a quota that was lowered or raised holds from the next request on', () => {
  const meter = new RequestMeter();
  assert.equal(spendMany(meter, 10, 3, start), 3);
  assert.equal(spendMany(meter, 10, 5, start), 2);
  assert.equal(spendMany(meter, 10, 2, start), 0);
});

test('a clock that is set back neither gives a quota twice nor shuts anybody out', () => {
  const meter = new RequestMeter();
  assert.equal(spendMany(meter, 10, 6, start + days(1)), 6);
  assert.equal(spendMany(meter, 10, 6, start), 0);
  assert.equal(spendMany(meter, 10, 6, start + seconds(30)), 3);
});

test('RL-05 a million callers are held in bounded memory, and a caller in use is not forgotten for them', () => {
  const meter = new RequestMeter();
  const before = heapInUse();
  for (let number = 0; number < 1_000_000; number += 1) {
    meter.spend(`2001:db8:${number}::/64`, 600, start);
    if (number % 10_000 === 0) meter.spend('key', 600, start);
  }
  assert.equal(meter.spend('key', 600, start).remaining, 499);
  const grown = (heapInUse() - before) / 2 ** 20;
  assert.ok(grown < 128, `${grown} MiB`);
});
