/** argon2id by itself, at the service's cost, one after the other: `node benchmarks/bare-hashes.ts <seconds>` prints hashes per second. */
import argon2 from 'argon2';
import { defaultHashCost } from '../server/src/passwords/hash-cost.ts';

const seconds = Number(process.argv[2]);
const { memoryKibibytes, passes, lanes } = defaultHashCost;
const hash = await argon2.hash('seven tall herons over Brno', {
  type: argon2.argon2id,
  memoryCost: memoryKibibytes,
  timeCost: passes,
  parallelism: lanes,
});
const begun = performance.now();
let done = 0;
for (; performance.now() - begun < seconds * 1_000; done += 1) await argon2.verify(hash, 'seven tall herons over Brno');
process.stdout.write(`${(done * 1_000) / (performance.now() - begun)}\n`);
