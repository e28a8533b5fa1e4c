import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTogether } from '../../src/http/together.ts';

const turnOfLoop = (): Promise<void> => new Promise((passed) => setImmediate(passed));

test('what comes in one turn of the event loop is done when the turn is over, in its order', async () => {
  const together = createTogether();
  const done: number[] = [];
  for (let index = 0; index < 5; index += 1) together(() => done.push(index));
  assert.deepEqual(done, []);
  await turnOfLoop();
  assert.deepEqual(done, [0, 1, 2, 3, 4]);
});

test('eight do not wait for a turn that is long, and who comes after them is not forgotten', async () => {
  const together = createTogether();
  const done: number[] = [];
  for (let index = 0; index < 20; index += 1) together(() => done.push(index));
  assert.equal(done.length, 16);
  await turnOfLoop();
  assert.equal(done.length, 20);
});

test('work that asks for more work has it done too', async () => {
  const together = createTogether();
  let isDone = false;
  together(() =>
    together(() => {
      isDone = true;
    }),
  );
  await turnOfLoop();
  await turnOfLoop();
  assert.equal(isDone, true);
});
