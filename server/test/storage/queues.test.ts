import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queues } from '../../src/storage/mongodb/queues.ts';

const turnOfLoop = (): Promise<void> => new Promise((passed) => setImmediate(passed));

test('of those in one queue one is in front at a time, in the order in which they came', async () => {
  const queues = new Queues();
  const inFront: number[] = [];
  const leaves = [0, 1, 2].map((index) =>
    queues.enter('wsp_1').then((leave) => {
      inFront.push(index);
      return leave;
    }),
  );
  for (const [index, leave] of leaves.entries()) {
    await turnOfLoop();
    assert.deepEqual(inFront, [0, 1, 2].slice(0, index + 1));
    (await leave)();
  }
});

test('whoever is in another queue waits for nobody in this one', async () => {
  const queues = new Queues();
  await queues.enter('wsp_1');
  (await queues.enter('wsp_2'))();
});

test('a queue that everybody has left is forgotten, and can be entered again', async () => {
  const queues = new Queues();
  const [first, second] = [queues.enter('wsp_1'), queues.enter('wsp_1')];
  (await first)();
  (await second)();
  assert.equal(queues.size, 0);
  (await queues.enter('wsp_1'))();
});
