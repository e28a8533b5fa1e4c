import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../src/errors/service-error.ts';
import { createHashQueue } from '../../src/passwords/hash-queue.ts';

const isShed = (error: unknown): boolean =>
  error instanceof ServiceError &&
  error.code === 'unavailable' &&
  error.status === 503 &&
  error.retryAfterSeconds !== undefined &&
  error.retryAfterSeconds >= 7;

/** Lets everything that is ready to run do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the queue runs a bounded number of works at once, lets a bounded number wait, and sheds the rest at once', async () => {
  const queue = createHashQueue({ parallelism: 2, waitingLimit: 3, retryAfterSeconds: 7 });
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await gate.promise;
    running -= 1;
  };
  const calls = Array.from({ length: 10 }, () => queue.run(work));
  const shed = calls.slice(5).map((call) => assert.rejects(call, isShed));
  await Promise.all(shed);
  assert.deepEqual(
    { running: queue.running, waiting: queue.waiting, started: queue.started },
    { running: 2, waiting: 3, started: 2 },
  );

  gate.resolve();
  await Promise.all(calls.slice(0, 5));
  assert.equal(most, 2);
  assert.deepEqual(
    { running: queue.running, waiting: queue.waiting, started: queue.started },
    { running: 0, waiting: 0, started: 5 },
  );
});

test('work is done in the order it came', async () => {
  const queue = createHashQueue({ parallelism: 1, waitingLimit: 100 });
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      queue.run(async () => {
        await settle();
        order.push(index);
      }),
    ),
  );
  assert.deepEqual(
    order,
    Array.from({ length: 50 }, (_, index) => index),
  );
});

test('work that fails gives its place back and fails for its caller alone', async () => {
  const queue = createHashQueue({ parallelism: 1, waitingLimit: 100 });
  const failure = new Error('no memory');
  const outcomes = await Promise.allSettled([
    queue.run(() => Promise.reject(failure)),
    queue.run(async () => 'done'),
    queue.run(() => {
      throw failure;
    }),
    queue.run(async () => 'done too'),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason)),
    [failure, 'done', failure, 'done too'],
  );
  assert.equal(queue.running, 0);
});

test('a newcomer cannot overtake those who wait', async () => {
  const queue = createHashQueue({ parallelism: 1, waitingLimit: 1 });
  const gate = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = queue.run(() => gate.promise);
  const second = queue.run(async () => order.push('waited'));
  const third = first.then(() => queue.run(async () => order.push('newcomer')));
  gate.resolve();
  await Promise.all([second, third]);
  assert.deepEqual(order, ['waited', 'newcomer']);
});

test('whoever holds a place is not turned away, keeps nobody from hashing before, and gives it back once', async () => {
  const queue = createHashQueue({ parallelism: 1, waitingLimit: 1, retryAfterSeconds: 7 });
  const held = queue.takePlace();
  assert.equal(await queue.run(async () => 'hashed meanwhile'), 'hashed meanwhile');
  const other = queue.takePlace();
  await assert.rejects(
    queue.run(async () => 'one too many'),
    isShed,
  );
  assert.deepEqual([await held.run(async () => 'first'), await held.run(async () => 'second')], ['first', 'second']);
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  assert.equal(await queue.run(async () => 'room again'), 'room again');
  assert.equal(queue.waiting, 1);
  other[Symbol.dispose]();
  assert.equal(queue.waiting, 0);
});

test('those who are turned away at once are not all told to come back at once', () => {
  const queue = createHashQueue({ parallelism: 1, waitingLimit: 0, retryAfterSeconds: 2 });
  using _place = queue.takePlace();
  const told = Array.from({ length: 300 }, () => {
    try {
      queue.takePlace();
    } catch (error) {
      if (error instanceof ServiceError) return error.retryAfterSeconds;
    }
    return undefined;
  });
  assert.deepEqual([...new Set(told)].sort(), [2, 3, 4, 5, 6]);
});
