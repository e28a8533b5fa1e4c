import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setImmediate as immediately } from 'node:timers/promises';
import { seconds } from '../src/clock.ts';
import { createLogger } from '../src/logger.ts';
import { repeat } from '../src/repeat.ts';

it('a worker goes on after a round that failed, and stops after the one that is under way', async (test) => {
  test.mock.timers.enable({ apis: ['setTimeout'] });
  let rounds = 0;
  let finish: (() => void) | undefined;
  const task = (): Promise<void> => {
    rounds += 1;
    if (rounds === 1) return Promise.reject(new Error('the first round fails'));
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
  const worker = repeat('working', task, { firstAfter: seconds(5), every: seconds(1), logger: createLogger('silent') });
  test.mock.timers.tick(seconds(4));
  assert.equal(rounds, 0);
  for (const round of [1, 2]) {
    test.mock.timers.tick(seconds(1));
    await immediately();
    assert.equal(rounds, round);
  }
  let hasStopped = false;
  const stopped = worker.stop().then(() => {
    hasStopped = true;
  });
  await immediately();
  assert.equal(hasStopped, false);
  finish?.();
  await stopped;
  test.mock.timers.tick(seconds(10));
  assert.equal(rounds, 2);
});
