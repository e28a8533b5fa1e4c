import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../src/http/turns.ts';

const turnOfLoop = (): Promise<void> => new Promise((passed) => setImmediate(passed));

test('of those who come at once, one is let through in each turn of the event loop, in their order', async () => {
  const turn = createTurns();
  const admitted: number[] = [];
  for (let index = 0; index < 5; index += 1) void turn().then(() => admitted.push(index));
  const seen: number[] = [];
  for (let turns = 0; turns < 6; turns += 1) {
    seen.push(admitted.length);
    await turnOfLoop();
  }
  assert.deepEqual(
    seen.map((count, index) => count - (seen[index - 1] ?? 0)).filter((step) => step > 1),
    [],
  );
  assert.deepEqual(admitted, [0, 1, 2, 3, 4]);
});

test('whatever comes after a pause is let through as well', async () => {
  const turn = createTurns();
  await turn();
  await turnOfLoop();
  await turn();
  await Promise.all([turn(), turn()]);
});
